# SPDX-License-Identifier: MIT
# What may be chosen when weir is built, and what of it was found. Not how a target is made (targets.cmake).
include(${CMAKE_CURRENT_LIST_DIR}/targets.cmake)

option(BUILD_SHARED_LIBS "Build shared libraries instead of static ones" OFF)
option(WEIR_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(WEIR_BUILD_EXAMPLES "Build the examples" ${PROJECT_IS_TOP_LEVEL})
option(WEIR_BUILD_BENCH "Build weir-demo and weir-bench" ${PROJECT_IS_TOP_LEVEL})
option(WEIR_INSTALL "Install headers, libraries, .pc files and the CMake package" ${PROJECT_IS_TOP_LEVEL})

# For those who work on weir; the presets set them.
option(WEIR_WARNINGS "Compile weir's own code with many warnings" OFF)
option(WEIR_WERROR "Take those warnings for errors" OFF)
set(WEIR_SANITIZE "" CACHE STRING "Sanitizers for weir's own code, as in address,undefined")
option(WEIR_LIBEVENT_FALLBACK "Build the libevent pump as for systems without eventfd and timerfd" OFF)

set(WEIR_HOSTS GLIB QT5 QT6 LIBEVENT)
foreach(host IN LISTS WEIR_HOSTS)
    set(WEIR_WITH_${host} AUTO CACHE STRING "The pump for ${host}: AUTO (if it is found), ON or OFF")
    set_property(CACHE WEIR_WITH_${host} PROPERTY STRINGS AUTO ON OFF)
endforeach()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(PkgConfig QUIET)

# Sets WEIR_HAS_<host> and a line for the summary. `found`: the version that was found, or nothing; `missing`: what to do.
macro(weir_host_is host found missing)
    set(WEIR_HAS_${host} OFF)
    if(WEIR_WITH_${host} STREQUAL "OFF")
        set(WEIR_SAYS_${host} "no: WEIR_WITH_${host} is OFF")
    elseif("${found}" STREQUAL "")
        set(WEIR_SAYS_${host} "no: ${missing}")
        if(WEIR_WITH_${host} STREQUAL "ON")
            message(FATAL_ERROR "weir: WEIR_WITH_${host} is ON, but the answer is ${WEIR_SAYS_${host}}")
        endif()
    else()
        set(WEIR_HAS_${host} ON)
        set(WEIR_SAYS_${host} "yes: ${found}")
    endif()
endmacro()

# A host is looked for only if it is wanted.
macro(weir_look_for host module package)
    if(PKG_CONFIG_FOUND AND NOT WEIR_WITH_${host} STREQUAL "OFF")
        pkg_check_modules(WEIR_${host} QUIET IMPORTED_TARGET ${module})
    endif()
    weir_host_is(${host} "${WEIR_${host}_VERSION}"
        "pkg-config does not find '${module}' (Debian: apt-get install pkg-config ${package})")
endmacro()

# Qt's package files of two versions live together only without what they would both define. A C++ compiler is needed
# for Qt and for nothing else.
set(QT_NO_CREATE_VERSIONLESS_TARGETS ON)
set(QT_NO_CREATE_VERSIONLESS_FUNCTIONS ON)
macro(weir_look_for_qt version package)
    if(NOT WEIR_WITH_QT${version} STREQUAL "OFF")
        include(CheckLanguage)
        check_language(CXX)
        if(CMAKE_CXX_COMPILER)
            enable_language(CXX)
            find_package(Qt${version} QUIET COMPONENTS Core)
        endif()
    endif()
    weir_host_is(QT${version} "${Qt${version}Core_VERSION}"
        "CMake does not find a C++ compiler and Qt${version}Core (Debian: apt-get install g++ ${package})")
endmacro()

weir_look_for(GLIB glib-2.0>=2.58 libglib2.0-dev)
weir_look_for_qt(5 qtbase5-dev)
weir_look_for_qt(6 qt6-base-dev)
weir_look_for(LIBEVENT libevent_core>=2.1 libevent-dev)

# Says once, at the end, what will be built and how to get what is missing.
function(weir_print_summary)
    if(NOT PROJECT_IS_TOP_LEVEL)
        return()
    endif()
    set(kind static)
    if(BUILD_SHARED_LIBS)
        set(kind shared)
    endif()
    message(STATUS "weir ${PROJECT_VERSION}, ${kind}")
    message(STATUS "  core      yes")
    foreach(part TESTS EXAMPLES BENCH)
        set(WEIR_SAYS_${part} no)
        if(WEIR_BUILD_${part})
            set(WEIR_SAYS_${part} yes)
        endif()
    endforeach()
    foreach(part IN LISTS WEIR_HOSTS ITEMS TESTS EXAMPLES BENCH)
        string(TOLOWER ${part} name)
        string(SUBSTRING "${name}          " 0 10 name)
        message(STATUS "  ${name}${WEIR_SAYS_${part}}")
    endforeach()
endfunction()
