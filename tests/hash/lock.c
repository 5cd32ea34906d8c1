/* SPDX-License-Identifier: MIT */
/* Keeps a file open so that nobody else may open it, as many programs of Windows do. Ends with its input. Tests nothing:
 * locked.sh does.
 *
 *     lock FILE */
#include <windows.h>

#include <stdio.h>

int
wmain(int argc, wchar_t **argv)
{
    HANDLE file = argc == 2 ? CreateFileW(argv[1], GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL)
                            : INVALID_HANDLE_VALUE;
    if (file == INVALID_HANDLE_VALUE)
        return 1;
    puts("locked");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    CloseHandle(file);
    return 0;
}
