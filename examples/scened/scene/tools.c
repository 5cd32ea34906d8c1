/* SPDX-License-Identifier: MIT */
/* The table of the tools: what an agent is told of each. Not what they do (objects.c, import.c, turntable.c, viewport.c,
 * lines.c). */
#include "parts.h"

#define NO_MORE   ",\"additionalProperties\":false}"
#define NUMBER    "{\"type\":\"number\",\"minimum\":-1000000,\"maximum\":1000000}"
#define OBJECT_ID "{\"type\":\"integer\",\"minimum\":1,\"description\":\"as list_objects tells it\"}"
#define NAME      "{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}"
#define FILE_PATH                                                                                         \
    "{\"type\":\"string\",\"minLength\":1,\"maxLength\":1023,\"description\":\"relative to the server's " \
    "folder "                                                                                             \
    "of files\"}"

const struct door_tool TOOLS[] = {
    {.name = "list_objects",
     .title = "List the objects",
     .description = "The objects of the scene by their ids: id, name, kind, place (y is up), size, and how "
                    "many points and "
                    "triangles each has. At most `limit` of them; if `more` is true, ask again with `after` "
                    "= the last id.",
     .arguments =
         "{\"type\":\"object\",\"properties\":{"
         "\"after\":{\"type\":\"integer\",\"minimum\":0,\"description\":\"only ids above this one\"},"
         "\"limit\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,\"default\":100}}" NO_MORE,
     .affinity = WEIR_MAIN,
     .read_only = true,
     .prepare = list_objects_prepare,
     .step = list_objects,
     .forget = arguments_forget},
    {.name = "create_object",
     .title = "Create an object",
     .description =
         "Adds a cube, a sphere or a cone, one unit wide times `size`, with its middle at x, y, z (y "
         "is up; the origin unless told). Answers the object with its id.",
     .arguments = "{\"type\":\"object\",\"properties\":{\"kind\":{\"enum\":[\"cube\",\"sphere\",\"cone\"]},"
                  "\"name\":" NAME ",\"x\":" NUMBER ",\"y\":" NUMBER ",\"z\":" NUMBER ","
                  "\"size\":{\"type\":\"number\",\"minimum\":0.001,\"maximum\":1000000,\"default\":1}},"
                  "\"required\":[\"kind\"]" NO_MORE,
     .affinity = WEIR_MAIN,
     .prepare = create_object_prepare,
     .step = create_object,
     .forget = arguments_forget},
    {.name = "move_object",
     .title = "Move an object",
     .description = "Puts the middle of an object at x, y, z (y is up). Answers the object.",
     .arguments = "{\"type\":\"object\",\"properties\":{\"id\":" OBJECT_ID ",\"x\":" NUMBER ",\"y\":" NUMBER
                  ",\"z\":" NUMBER "},\"required\":[\"id\",\"x\",\"y\",\"z\"]" NO_MORE,
     .affinity = WEIR_MAIN,
     .prepare = move_object_prepare,
     .step = move_object,
     .forget = arguments_forget},
    {.name = "delete_object",
     .title = "Delete an object",
     .description = "Deletes an object. There is no undo; its id is not used again.",
     .arguments = "{\"type\":\"object\",\"properties\":{\"id\":" OBJECT_ID "},\"required\":[\"id\"]" NO_MORE,
     .affinity = WEIR_MAIN,
     .destructive = true,
     .prepare = delete_object_prepare,
     .step = delete_object,
     .forget = arguments_forget},
    {.name = "import_obj",
     .title = "Import an OBJ mesh",
     .description =
         "Adds an object from a Wavefront OBJ, either the file at `path` or `text` itself. Large files take "
         "many "
         "steps: call it with async and ask for its progress. If it fails or is cancelled, the object keeps "
         "what "
         "was read until then, and the partial result tells its object_id, so that you can delete it.",
     .arguments = "{\"type\":\"object\",\"properties\":{\"path\":" FILE_PATH
                  ",\"text\":{\"type\":\"string\",\"minLength\":1},\"name\":" NAME "}" NO_MORE,
     .affinity = WEIR_MAIN,
     .timeout = WEIR_S(600),
     .long_running = true,
     .prepare = import_obj_prepare,
     .step = import_obj,
     .forget = import_obj_forget},
    {.name = "render_turntable",
     .title = "Render a turntable",
     .description =
         "Renders the scene from `frames` angles around it, as square PNGs of `size` pixels, into files "
         "NAME-0001.png "
         "and on, in the server's folder, and shows the last one. No file is overwritten. Many frames take "
         "long: "
         "call it with async. If it is cancelled, the partial result tells which files are complete.",
     .arguments = "{\"type\":\"object\",\"properties\":{"
                  "\"frames\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":360},"
                  "\"size\":{\"type\":\"integer\",\"minimum\":16,\"maximum\":1024,\"default\":256},"
                  "\"name\":{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9_-]{1,63}$\",\"description\":\"of "
                  "the files; "
                  "one of its own for each call unless told\"}},\"required\":[\"frames\"]" NO_MORE,
     .affinity = WEIR_MAIN,
     .timeout = WEIR_S(600),
     .long_running = true,
     .prepare = render_turntable_prepare,
     .step = render_turntable,
     .forget = render_turntable_forget},
    {.name = "viewport_status",
     .title = "Is the viewport smooth?",
     .description =
         "Tells whether the host's UI thread keeps its beat, 60 times a second: how many beats there were, "
         "in "
         "what time, and the longest gap between two; further how many objects there are, the version of the "
         "scene, and how many calls came from a wrong thread. With `reset` it counts anew afterwards.",
     .arguments = "{\"type\":\"object\",\"properties\":{\"reset\":{\"type\":\"boolean\"}}" NO_MORE,
     .affinity = WEIR_MAIN,
     .prepare = viewport_status_prepare,
     .step = viewport_status,
     .forget = arguments_forget},
    {.name = "sleep_badly",
     .title = "Block the UI thread",
     .description = "Blocks the host's UI thread on purpose, in one step: the viewport freezes, and nothing "
                    "else runs there. "
                    "For showing what a badly written tool does, and that the server answers and names it "
                    "meanwhile. Do not "
                    "call it for anything else.",
     .arguments = "{\"type\":\"object\",\"properties\":{\"ms\":{\"type\":\"integer\",\"minimum\":1,"
                  "\"maximum\":10000}},\"required\":[\"ms\"]" NO_MORE,
     .affinity = WEIR_MAIN,
     .prepare = sleep_badly_prepare,
     .step = sleep_badly,
     .forget = arguments_forget},
    {.name = "count_lines",
     .title = "Count the lines of a file",
     .description = "How many bytes and lines a file has. Runs on a worker beside the UI thread.",
     .arguments =
         "{\"type\":\"object\",\"properties\":{\"path\":" FILE_PATH "},\"required\":[\"path\"]" NO_MORE,
     .affinity = WEIR_ANY,
     .read_only = true,
     .prepare = count_lines_prepare,
     .step = count_lines,
     .forget = arguments_forget},
};

const size_t TOOL_COUNT = sizeof TOOLS / sizeof *TOOLS;
