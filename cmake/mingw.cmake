# SPDX-License-Identifier: MIT
# Cross-compiles for 64-bit Windows with Debian's MinGW-w64. Not a list of what is built: the preset has that.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

# Where tests/wine/check-for-mingw.sh has put check. pkg-config looks there alone: this machine's libraries are no use.
get_filename_component(prefix ${CMAKE_CURRENT_LIST_DIR}/../build/check-mingw ABSOLUTE)
set(WEIR_MINGW_PREFIX ${prefix} CACHE PATH "Libraries for Windows that are not Debian's: check, for the tests")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES WEIR_MINGW_PREFIX)
set(ENV{PKG_CONFIG_LIBDIR} ${WEIR_MINGW_PREFIX}/lib/pkgconfig)
set(ENV{PKG_CONFIG_PATH} "")

set(CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32 ${WEIR_MINGW_PREFIX})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
