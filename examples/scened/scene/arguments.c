/* SPDX-License-Identifier: MIT */
/* Reading a call's arguments. Not what the tools do with them. */
#include "arguments.h"

#include <stdlib.h>
#include <string.h>

void *
arguments_begin(struct arguments *arguments, struct door_call *call, size_t size)
{
    *arguments = (struct arguments){.call = call, .kept = calloc(1, size)};
    if (!arguments->kept)
        return NULL;
    door_keep(call, arguments->kept);
    arguments->kept->json = json_loads(door_arguments(call), 0, NULL);
    if (!json_is_object(arguments->kept->json))
        arguments_refuse(arguments, "the arguments are no object, or there is no memory for them");
    return arguments->kept;
}

void
arguments_forget(void *kept)
{
    json_decref(((struct kept *)kept)->json);
    free(kept);
}

void
arguments_refuse(struct arguments *arguments, const char *why)
{
    if (!arguments->refused)
        arguments->refused = door_refuse(arguments->call, "%s", why);
}

static json_t *
member(struct arguments *arguments, const char *name, bool required)
{
    if (!arguments->kept || arguments->refused)
        return NULL;
    arguments->known[arguments->known_count++] = name;
    json_t *value = json_object_get(arguments->kept->json, name);
    if (!value && required)
        arguments->refused = door_refuse(arguments->call, "%s is missing", name);
    return value;
}

void
arguments_integer(struct arguments *arguments, const char *name, bool required, int64_t least, int64_t most,
                  int64_t *out)
{
    json_t *value = member(arguments, name, required);
    if (!value)
        return;
    json_int_t number = json_integer_value(value);
    if (json_is_integer(value) && number >= least && number <= most)
        *out = number;
    else
        arguments->refused = door_refuse(arguments->call, "%s must be an integer from %lld to %lld", name,
                                         (long long)least, (long long)most);
}

void
arguments_number(struct arguments *arguments, const char *name, bool required, double least, double most,
                 float *out)
{
    json_t *value = member(arguments, name, required);
    if (!value)
        return;
    double number = json_number_value(value);
    if (json_is_number(value) && number >= least && number <= most)
        *out = (float)number;
    else
        arguments->refused =
            door_refuse(arguments->call, "%s must be a number from %g to %g", name, least, most);
}

/* jansson's texts have no 0 within, unless asked to. */
void
arguments_text(struct arguments *arguments, const char *name, bool required, size_t longest, const char **out)
{
    json_t *value = member(arguments, name, required);
    if (!value)
        return;
    size_t length = json_string_length(value);
    if (json_is_string(value) && length > 0 && length <= longest)
        *out = json_string_value(value);
    else
        arguments->refused =
            door_refuse(arguments->call, "%s must be a string of 1 to %zu bytes", name, longest);
}

void
arguments_flag(struct arguments *arguments, const char *name, bool *out)
{
    json_t *value = member(arguments, name, false);
    if (!value)
        return;
    if (json_is_boolean(value))
        *out = json_is_true(value);
    else
        arguments->refused = door_refuse(arguments->call, "%s must be true or false", name);
}

static bool
is_known(const struct arguments *arguments, const char *name)
{
    for (size_t i = 0; i < arguments->known_count; i++)
        if (strcmp(arguments->known[i], name) == 0)
            return true;
    return false;
}

int
arguments_end(struct arguments *arguments)
{
    if (!arguments->kept)
        return door_refuse(arguments->call, "out of memory");
    const char *name;
    json_t *value;
    json_object_foreach(arguments->kept->json, name, value)
    {
        if (!arguments->refused && !is_known(arguments, name))
            arguments->refused = door_refuse(arguments->call, "there is no argument \"%.64s\"", name);
    }
    return arguments->refused;
}
