# SPDX-License-Identifier: MIT
# What `cmake --install` lays down: per component a library, its headers, a .pc file and a CMake export.
# Not what the components are: weir_library() has noted them.
include(CMakePackageConfigHelpers)

set(WEIR_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/weir)
get_property(components GLOBAL PROPERTY WEIR_COMPONENTS)

foreach(component IN LISTS components)
    get_property(target GLOBAL PROPERTY WEIR_TARGET_${component})
    install(TARGETS ${target} EXPORT weir-${component}
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
    install(EXPORT weir-${component} NAMESPACE weir:: DESTINATION ${WEIR_CMAKE_DIR})
endforeach()

install(DIRECTORY core/include/weir DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
foreach(component IN LISTS components)
    get_property(target GLOBAL PROPERTY WEIR_TARGET_${component})
    get_property(header TARGET ${target} PROPERTY WEIR_HEADER)
    if(header)
        install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    endif()
endforeach()

configure_package_config_file(cmake/weirConfig.cmake.in ${PROJECT_BINARY_DIR}/weirConfig.cmake
    INSTALL_DESTINATION ${WEIR_CMAKE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/weirConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/weirConfig.cmake ${PROJECT_BINARY_DIR}/weirConfigVersion.cmake
    DESTINATION ${WEIR_CMAKE_DIR})

# The .pc files find their prefix from where they lie, so that the installed tree can be moved.
set(WEIR_PC_DIR ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH WEIR_PC_PREFIX "/${WEIR_PC_DIR}" "/")
string(REGEX REPLACE "/$" "" WEIR_PC_PREFIX "${WEIR_PC_PREFIX}")

# A program that links a static library must link what that library needs; of a shared one that is private.
function(weir_pc name description requires requires_private libs_private)
    set(WEIR_PC_NAME ${name})
    set(WEIR_PC_DESCRIPTION ${description})
    set(WEIR_PC_LIBS "-l${name}")
    set(WEIR_PC_LIBS_PRIVATE "")
    set(WEIR_PC_REQUIRES_PRIVATE "")
    set(WEIR_PC_CFLAGS "")
    if(BUILD_SHARED_LIBS)
        set(WEIR_PC_LIBS_PRIVATE ${libs_private})
        set(WEIR_PC_REQUIRES_PRIVATE ${requires_private})
        set(WEIR_PC_CFLAGS " -DWEIR_SHARED")
    else()
        string(APPEND WEIR_PC_LIBS " ${libs_private}")
        list(APPEND requires ${requires_private})
    endif()
    list(JOIN requires ", " WEIR_PC_REQUIRES)
    configure_file(cmake/weir.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${WEIR_PC_DIR})
endfunction()

weir_pc(weir "Hands work to the one thread that may touch a host's UI or scene" "" "" "${CMAKE_THREAD_LIBS_INIT}")
if(WEIR_HAS_GLIB)
    weir_pc(weir-glib "weir's pump for GLib" "weir = ${PROJECT_VERSION}" "gio-2.0 >= 2.58" "")
endif()
# A static library of C++ wants the C++ library of whoever links it with a C compiler.
foreach(version 5 6)
    if(WEIR_HAS_QT${version})
        weir_pc(weir-qt${version} "weir's pump for Qt ${version}" "weir = ${PROJECT_VERSION}" "Qt${version}Core" "-lstdc++")
    endif()
endforeach()
if(WEIR_HAS_LIBEVENT)
    weir_pc(weir-libevent "weir's pump for libevent" "weir = ${PROJECT_VERSION}" "libevent_core >= 2.1" "")
endif()
if(WEIR_HAS_WIN32)
    weir_pc(weir-win32 "weir's pump for a message loop of Windows" "weir = ${PROJECT_VERSION}" "" "-luser32")
endif()
