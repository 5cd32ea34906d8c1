# SPDX-License-Identifier: MIT
# Of a compile_commands.json what clang-tidy is to look through. A file without #if, unless it is an adapter's, is the same
# text for each Qt, GTK or host that it is compiled for: the first command does. Not who runs it: `./dev lint`.
BEGIN { print "[" }
/^\{/ { entry = "" }
/^ *"file":/ { file = $0; gsub(/^[^:]*: "|",?$/, "", file) }
{ sub(/^},$/, "}"); entry = entry $0 "\n" }
/^}/ && !same[file] {
    printf "%s%s", separator, entry
    separator = ","
    same[file] = file !~ /\/adapters\//
    while (same[file] && (getline line <file) > 0) if (line ~ /^ *# *if/) same[file] = 0
    close(file)
}
END { print "]" }
