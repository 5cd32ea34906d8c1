# SPDX-License-Identifier: MIT
# How a library or a program of weir is made. Not which there are: each folder says so itself.

# What holds for every target of ours, and for nobody else's: no global flag is touched.
function(weir_target_flags target)
    # Extensions stay on for the system's headers (clocks, sockets); -Wpedantic keeps them out of the language.
    set_target_properties(${target} PROPERTIES
        C_STANDARD 11 C_STANDARD_REQUIRED ON
        CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON)
    if(WEIR_WARNINGS AND CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
        # In C++ a function named as a struct (weir_load, as POSIX's stat) counts for g++ as a shadow.
        target_compile_options(${target} PRIVATE
            -Wall -Wextra -Wpedantic -Wconversion $<$<COMPILE_LANGUAGE:C>:-Wshadow>)
        if(WEIR_WERROR)
            target_compile_options(${target} PRIVATE -Werror)
        endif()
    endif()
    if(WEIR_SANITIZE)
        set(sanitize -fsanitize=${WEIR_SANITIZE})
        target_compile_options(${target} PRIVATE ${sanitize} -fno-sanitize-recover=all -fno-omit-frame-pointer)
        target_link_options(${target} PRIVATE ${sanitize})
    endif()
endfunction()

# A library that is installed: weir::<component>, lib<name>, and the package's component of that name.
function(weir_library target component)
    set(name weir-${component})
    if(component STREQUAL "core")
        set(name weir)
    endif()
    # Before 1.0 each minor version may change the interface, so the soname carries it.
    set(soname ${PROJECT_VERSION_MAJOR})
    if(PROJECT_VERSION_MAJOR EQUAL 0)
        set(soname 0.${PROJECT_VERSION_MINOR})
    endif()
    add_library(weir::${component} ALIAS ${target})
    set_target_properties(${target} PROPERTIES
        OUTPUT_NAME ${name}
        EXPORT_NAME ${component}
        VERSION ${PROJECT_VERSION}
        SOVERSION ${soname}
        C_VISIBILITY_PRESET hidden
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        # A static weir ends up in plug-ins, which are shared libraries.
        POSITION_INDEPENDENT_CODE ON)
    target_compile_definitions(${target} PRIVATE WEIR_BUILDING)
    if(BUILD_SHARED_LIBS)
        target_compile_definitions(${target} PUBLIC WEIR_SHARED)
    endif()
    weir_target_flags(${target})
    set_property(GLOBAL APPEND PROPERTY WEIR_COMPONENTS ${component})
    set_property(GLOBAL PROPERTY WEIR_TARGET_${component} ${target})
endfunction()

# The pump for a host, in the folder that has its one header: a library of that component.
function(weir_adapter component header)
    set(target weir_${component})
    add_library(${target} ${ARGN})
    weir_library(${target} ${component})
    set_target_properties(${target} PROPERTIES WEIR_HEADER ${CMAKE_CURRENT_SOURCE_DIR}/${header})
    target_include_directories(${target}
        PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    target_link_libraries(${target} PUBLIC weir_core)
endfunction()

# Anything that is not installed: an example, a test, a benchmark.
function(weir_program target)
    weir_target_flags(${target})
endfunction()
