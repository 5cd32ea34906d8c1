/* SPDX-License-Identifier: MIT */
/* Asks the user for a folder or a file. Opens none. */
#include "files.h"

#include "text.h"

#include <shobjidl.h>

static wchar_t *
take_result(IFileDialog *dialog)
{
    IShellItem *item;
    wchar_t *name, *path = NULL;
    if (FAILED(IFileDialog_GetResult(dialog, &item)))
        return NULL;
    if (SUCCEEDED(IShellItem_GetDisplayName(item, SIGDN_FILESYSPATH, &name))) {
        path = text_copy(name);
        CoTaskMemFree(name);
    }
    IShellItem_Release(item);
    return path;
}

static wchar_t *
ask(IFileDialog *dialog, HWND owner, FILEOPENDIALOGOPTIONS more)
{
    FILEOPENDIALOGOPTIONS options = 0;
    IFileDialog_GetOptions(dialog, &options);
    IFileDialog_SetOptions(dialog, options | FOS_FORCEFILESYSTEM | more);
    wchar_t *path = SUCCEEDED(IFileDialog_Show(dialog, owner)) ? take_result(dialog) : NULL;
    IFileDialog_Release(dialog);
    return path;
}

wchar_t *
files_choose_folder(HWND owner)
{
    IFileDialog *dialog;
    if (FAILED(CoCreateInstance(&CLSID_FileOpenDialog, NULL, CLSCTX_INPROC_SERVER, &IID_IFileDialog,
                                (void **)&dialog)))
        return NULL;
    return ask(dialog, owner, FOS_PICKFOLDERS | FOS_PATHMUSTEXIST);
}

wchar_t *
files_choose_target(HWND owner, const wchar_t *name)
{
    IFileDialog *dialog;
    if (FAILED(CoCreateInstance(&CLSID_FileSaveDialog, NULL, CLSCTX_INPROC_SERVER, &IID_IFileDialog,
                                (void **)&dialog)))
        return NULL;
    IFileDialog_SetFileName(dialog, name);
    return ask(dialog, owner, FOS_OVERWRITEPROMPT);
}
