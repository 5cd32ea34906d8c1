/* SPDX-License-Identifier: MIT */
/* Copies the pixels of a window and has WIC, the imaging of Windows, write them. No encoder of ours. */
#include "picture.h"

#include <wincodec.h>

#include <stdbool.h>

/* The menu and what is below it, in dots of the screen: the frame around them is drawn by others, as composition by
 * Windows or by a window manager, and is not in the window's own pixels then. */
static RECT
own_part(HWND window)
{
    MENUBARINFO menu = {.cbSize = sizeof menu};
    RECT area, both;
    GetClientRect(window, &area);
    MapWindowPoints(window, NULL, (POINT *)&area, 2);
    if (GetMenuBarInfo(window, OBJID_MENU, 0, &menu) && UnionRect(&both, &area, &menu.rcBar))
        return both;
    return area;
}

static bool
copy_pixels(HWND window, HDC to, RECT part)
{
    RECT whole;
    GetWindowRect(window, &whole);
    HDC from = GetWindowDC(window);
    bool done = from && BitBlt(to, 0, 0, part.right - part.left, part.bottom - part.top, from,
                               part.left - whole.left, part.top - whole.top, SRCCOPY);
    if (from)
        ReleaseDC(window, from);
    return done;
}

/* NULL: it is not to be had. */
static HBITMAP
bitmap_of(HWND window)
{
    RECT part = own_part(window);
    HDC screen = GetDC(NULL), memory = CreateCompatibleDC(screen);
    HBITMAP bitmap = CreateCompatibleBitmap(screen, part.right - part.left, part.bottom - part.top);
    HGDIOBJ before = SelectObject(memory, bitmap);
    bool done = bitmap && copy_pixels(window, memory, part);
    SelectObject(memory, before);
    DeleteDC(memory);
    ReleaseDC(NULL, screen);
    if (done)
        return bitmap;
    DeleteObject(bitmap);
    return NULL;
}

static HRESULT
write_frame(IWICBitmapEncoder *encoder, IWICBitmapSource *pixels)
{
    IWICBitmapFrameEncode *frame;
    HRESULT result = IWICBitmapEncoder_CreateNewFrame(encoder, &frame, NULL);
    if (FAILED(result))
        return result;
    if (SUCCEEDED(result = IWICBitmapFrameEncode_Initialize(frame, NULL)) &&
        SUCCEEDED(result = IWICBitmapFrameEncode_WriteSource(frame, pixels, NULL)))
        result = IWICBitmapFrameEncode_Commit(frame);
    IWICBitmapFrameEncode_Release(frame);
    return result;
}

static HRESULT
write_png(IWICImagingFactory *factory, IWICBitmapSource *pixels, IWICStream *stream)
{
    IWICBitmapEncoder *encoder;
    HRESULT result = IWICImagingFactory_CreateEncoder(factory, &GUID_ContainerFormatPng, NULL, &encoder);
    if (FAILED(result))
        return result;
    if (SUCCEEDED(result =
                      IWICBitmapEncoder_Initialize(encoder, (IStream *)stream, WICBitmapEncoderNoCache)) &&
        SUCCEEDED(result = write_frame(encoder, pixels)))
        result = IWICBitmapEncoder_Commit(encoder);
    IWICBitmapEncoder_Release(encoder);
    return result;
}

static HRESULT
write_pixels(IWICImagingFactory *factory, IWICBitmapSource *pixels, const wchar_t *file)
{
    IWICStream *stream;
    HRESULT result = IWICImagingFactory_CreateStream(factory, &stream);
    if (FAILED(result))
        return result;
    if (SUCCEEDED(result = IWICStream_InitializeFromFilename(stream, file, GENERIC_WRITE)))
        result = write_png(factory, pixels, stream);
    IWICStream_Release(stream);
    return result;
}

static HRESULT
write_bitmap(HBITMAP bitmap, const wchar_t *file)
{
    IWICImagingFactory *factory;
    IWICBitmap *pixels;
    HRESULT result = CoCreateInstance(&CLSID_WICImagingFactory, NULL, CLSCTX_INPROC_SERVER,
                                      &IID_IWICImagingFactory, (void **)&factory);
    if (FAILED(result))
        return result;
    result = IWICImagingFactory_CreateBitmapFromHBITMAP(factory, bitmap, NULL, WICBitmapIgnoreAlpha, &pixels);
    if (SUCCEEDED(result)) {
        result = write_pixels(factory, (IWICBitmapSource *)pixels, file);
        IWICBitmap_Release(pixels);
    }
    IWICImagingFactory_Release(factory);
    return result;
}

HRESULT
picture_of_window(HWND window, const wchar_t *file)
{
    HBITMAP bitmap = bitmap_of(window);
    if (!bitmap)
        return E_FAIL;
    HRESULT result = write_bitmap(bitmap, file);
    DeleteObject(bitmap);
    return result;
}
