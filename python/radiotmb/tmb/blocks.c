/* Blocks of VCF lines as arrays: where columns end, which texts repeat, where a tag's value stands,
 * which numbers it holds, and which consequence of an annotation is the worst. Without Python's
 * lock.
 *
 * Every function takes arrays that its caller has made and checks their lengths before it writes.
 * A place is an offset into the text; -1 stands for what is absent.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SSE2__) && defined(__GNUC__)
#include <emmintrin.h>
#define BY_SIXTEEN
#endif

enum { MOST_TAGS = 64, MOST_KEYS = 256, MOST_KNOWN = 1024, SLOTS = 4096 };

/* ---- columns ---------------------------------------------------------------------------- */

typedef struct {
    Py_ssize_t columns, column; /* of a line; how many of this one have ended */
    int64_t *ends;
    Py_ssize_t room, count;
} Lines;

/* A sign that may end a column; -1 where it is another than the line should have here. */
static int end_column(Lines *lines, uint8_t sign, Py_ssize_t place)
{
    int last = ++lines->column == lines->columns;
    if (sign != (last ? '\n' : '\t') || lines->count >= lines->room)
        return -1;
    if (last)
        lines->column = 0;
    lines->ends[lines->count++] = place;
    return 0;
}

/* Bytes up to the newline are the tab, the newline and what no table holds. */
static int split_lines(Lines *lines, const uint8_t *text, Py_ssize_t length)
{
    Py_ssize_t at = 0;
#ifdef BY_SIXTEEN
    const __m128i newline = _mm_set1_epi8('\n');
    for (; at + 16 <= length; at += 16) {
        __m128i letters = _mm_loadu_si128((const __m128i *)(text + at));
        __m128i found = _mm_cmpeq_epi8(_mm_min_epu8(letters, newline), letters);
        for (unsigned bits = (unsigned)_mm_movemask_epi8(found); bits; bits &= bits - 1) {
            Py_ssize_t place = at + __builtin_ctz(bits);
            if (end_column(lines, text[place], place) < 0)
                return -1;
        }
    }
#endif
    for (; at < length; at++)
        if (text[at] <= '\n' && end_column(lines, text[at], at) < 0)
            return -1;
    return length && text[length - 1] != '\n' ? -1 : 0; /* the last line is whole */
}

PyDoc_STRVAR(column_ends_doc,
"column_ends(text, columns, ends)\n--\n\n"
"Write where each column of each line ends into an array, line after line.\n\n"
"text : bytes-like; columns : how many a line has; ends : int64, one for each byte suffices.\n"
"Returns how many were written, or None where a line has other columns, a sign below a newline\n"
"stands in the text, or the array is too short.");

static PyObject *column_ends(PyObject *module, PyObject *args)
{
    Py_buffer text, ends;
    Lines lines = {0};
    int good;
    if (!PyArg_ParseTuple(args, "y*nw*", &text, &lines.columns, &ends))
        return NULL;
    lines.ends = ends.buf;
    lines.room = ends.len / (Py_ssize_t)sizeof(int64_t);
    Py_BEGIN_ALLOW_THREADS
    good = split_lines(&lines, text.buf, text.len) == 0;
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&text);
    PyBuffer_Release(&ends);
    if (!good)
        Py_RETURN_NONE;
    return PyLong_FromSsize_t(lines.count);
}

/* ---- slices of a text ------------------------------------------------------------------- */

typedef struct {
    const char *at;
    Py_ssize_t length;
} Word;

static const char *find(const char *from, const char *stop, char sign)
{
    const char *found = from < stop ? memchr(from, sign, stop - from) : NULL;
    return found ? found : stop;
}

/* The same for what is mostly short: without a call. */
static const char *find_near(const char *from, const char *stop, char sign)
{
    while (from < stop && *from != sign)
        from++;
    return from;
}

static int are_same(const char *one, const char *other, Py_ssize_t length)
{
    if (length > 16)
        return memcmp(one, other, length) == 0;
    while (length && one[length - 1] == other[length - 1])
        length--;
    return !length;
}

/* Whether places lie in the text and in order; absent ones (start < 0) are left alone. */
static int are_inside(const int64_t *starts, const int64_t *stops, Py_ssize_t count, Py_ssize_t length)
{
    for (Py_ssize_t i = 0; i < count; i++)
        if (starts[i] >= 0 && (stops[i] < starts[i] || stops[i] > length))
            return 0;
    return 1;
}

static int read_words(PyObject *list, Word *words, Py_ssize_t most)
{
    Py_ssize_t count = PyList_Size(list);
    if (count > most) {
        PyErr_SetString(PyExc_ValueError, "more names than there is room for");
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        char *raw;
        if (PyBytes_AsStringAndSize(PyList_GetItem(list, i), &raw, &words[i].length) < 0)
            return -1;
        words[i].at = raw;
    }
    return (int)count;
}

static void release(Py_buffer *held, size_t count)
{
    for (size_t i = 0; i < count; i++)
        PyBuffer_Release(&held[i]);
}

static int refuse_short(void)
{
    PyErr_SetString(PyExc_ValueError, "an array is too short, or a place lies outside the text");
    return -1;
}

static uint32_t hash_of(const char *at, Py_ssize_t length)
{
    uint32_t hash = 2166136261u;
    for (Py_ssize_t i = 0; i < length; i++)
        hash = (hash ^ (uint8_t)at[i]) * 16777619u;
    return hash;
}

/* ---- texts ------------------------------------------------------------------------------- */

typedef struct {
    const char *text;
    const int64_t *starts, *stops;
    Py_ssize_t count;
} Slices;

static Word slice_at(const Slices *of, Py_ssize_t place)
{
    int64_t start = of->starts[place];
    return start < 0 ? (Word){of->text, 0} : (Word){of->text + start, of->stops[place] - start};
}

static int are_equal(Word one, Word other)
{
    return one.length == other.length && are_same(one.at, other.at, one.length);
}

/* Where each slice will stand; -1 where the whole is longer than an offset can say. */
static int64_t find_offsets(const Slices *of, int32_t *offsets)
{
    int64_t total = 0;
    offsets[0] = 0;
    for (Py_ssize_t i = 0; i < of->count; i++) {
        total += slice_at(of, i).length;
        if (total > INT32_MAX)
            return -1;
        offsets[i + 1] = (int32_t)total;
    }
    return total;
}

/* Whether all that was copied is ASCII. */
static int copy_slices(const Slices *of, char *out)
{
    const char *at = out;
    unsigned char seen = 0;
    for (Py_ssize_t i = 0; i < of->count; i++) {
        Word own = slice_at(of, i);
        if (own.length == 1)
            *out = *own.at; /* most alleles */
        else if (own.length)
            memcpy(out, own.at, own.length);
        out += own.length;
    }
    for (; at < out; at++)
        seen |= (unsigned char)*at;
    return seen < 0x80;
}

PyDoc_STRVAR(gather_doc,
"gather(text, starts, stops, offsets)\n--\n\n"
"Copy slices one after the other (absent ones are empty) and write where each begins (int32, one\n"
"more than there are slices). Returns the bytes, and whether all of them are ASCII.");

static PyObject *gather(PyObject *module, PyObject *args)
{
    Py_buffer held[4];
    if (!PyArg_ParseTuple(args, "y*y*y*w*", &held[0], &held[1], &held[2], &held[3]))
        return NULL;
    Slices of = {held[0].buf, held[1].buf, held[2].buf, held[1].len / 8};
    PyObject *letters = NULL;
    int64_t total = -1;
    int plain = 0;
    if (held[2].len / 8 >= of.count && held[3].len / 4 > of.count
        && are_inside(of.starts, of.stops, of.count, held[0].len))
        total = find_offsets(&of, held[3].buf);
    if (total < 0)
        refuse_short();
    else if ((letters = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)total))) {
        char *out = PyBytes_AsString(letters);
        Py_BEGIN_ALLOW_THREADS
        plain = copy_slices(&of, out);
        Py_END_ALLOW_THREADS
    }
    release(held, 4);
    return letters ? Py_BuildValue("NO", letters, plain ? Py_True : Py_False) : NULL;
}

/* Number each slice by its text; returns how many texts there are. `firsts` is where each was met
 * first; `slots` has a power of two of places, more than there are slices. */
static int32_t number_slices(const Slices *of, int32_t *codes, Py_ssize_t *firsts, int32_t *slots, size_t places)
{
    int32_t known = 0;
    memset(slots, -1, places * sizeof *slots);
    for (Py_ssize_t i = 0; i < of->count; i++) {
        Word own = slice_at(of, i);
        /* Lines that follow each other mostly have the same text. */
        if (i && are_equal(own, slice_at(of, firsts[codes[i - 1]]))) {
            codes[i] = codes[i - 1];
            continue;
        }
        size_t slot = hash_of(own.at, own.length) & (places - 1);
        while (slots[slot] >= 0 && !are_equal(own, slice_at(of, firsts[slots[slot]])))
            slot = (slot + 1) & (places - 1);
        if (slots[slot] < 0) {
            slots[slot] = known;
            firsts[known++] = i;
        }
        codes[i] = slots[slot];
    }
    return known;
}

static PyObject *texts_of(const Slices *of, const Py_ssize_t *places, int32_t count)
{
    PyObject *list = PyList_New(count);
    for (int32_t i = 0; list && i < count; i++) {
        Word own = slice_at(of, places[i]);
        PyObject *text = PyBytes_FromStringAndSize(own.at, own.length);
        if (text)
            PyList_SetItem(list, i, text);
        else
            Py_CLEAR(list);
    }
    return list;
}

PyDoc_STRVAR(number_texts_doc,
"number_texts(text, starts, stops, codes)\n--\n\n"
"Write a number for the text of each slice (int32; absent ones are empty texts), the same for the\n"
"same text. Returns the texts in the order of their numbers.");

static PyObject *number_texts(PyObject *module, PyObject *args)
{
    Py_buffer held[4];
    if (!PyArg_ParseTuple(args, "y*y*y*w*", &held[0], &held[1], &held[2], &held[3]))
        return NULL;
    Slices of = {held[0].buf, held[1].buf, held[2].buf, held[1].len / 8};
    PyObject *answer = NULL;
    size_t places = 16;
    while (places < 2 * (size_t)of.count)
        places *= 2;
    int32_t *slots = malloc(places * sizeof *slots);
    Py_ssize_t *firsts = malloc((of.count + 1) * sizeof *firsts);
    if (!slots || !firsts)
        PyErr_NoMemory();
    else if (of.count > INT32_MAX || held[2].len / 8 < of.count || held[3].len / 4 < of.count
             || !are_inside(of.starts, of.stops, of.count, held[0].len))
        refuse_short();
    else {
        int32_t known;
        Py_BEGIN_ALLOW_THREADS
        known = number_slices(&of, held[3].buf, firsts, slots, places);
        Py_END_ALLOW_THREADS
        answer = texts_of(&of, firsts, known);
    }
    free(slots);
    free(firsts);
    release(held, 4);
    return answer;
}

/* ---- numbers met before ------------------------------------------------------------------ */

/* Add numbers to a table of a power of two of places, of which some are empty; returns how many
 * were new, or -1 where there was no room. */
static Py_ssize_t add_each(int64_t *table, size_t places, const int64_t *numbers, Py_ssize_t count,
                           char *repeated)
{
    Py_ssize_t fresh = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        uint64_t mixed = (uint64_t)numbers[i] * 0x9E3779B97F4A7C15u;
        size_t slot = (mixed ^ mixed >> 32) & (places - 1), tried = 0;
        while (table[slot] >= 0 && table[slot] != numbers[i]) {
            if (++tried == places)
                return -1;
            slot = (slot + 1) & (places - 1);
        }
        repeated[i] = table[slot] >= 0;
        fresh += !repeated[i];
        table[slot] = numbers[i];
    }
    return fresh;
}

PyDoc_STRVAR(add_numbers_doc,
"add_numbers(table, numbers, repeated)\n--\n\n"
"Add numbers of at least 0 (int64) to a table (int64, a power of two of places, -1 where empty) and\n"
"write which of them were in it already (bool). Returns how many were not.");

static PyObject *add_numbers(PyObject *module, PyObject *args)
{
    Py_buffer held[3];
    if (!PyArg_ParseTuple(args, "w*y*w*", &held[0], &held[1], &held[2]))
        return NULL;
    size_t places = held[0].len / 8;
    Py_ssize_t count = held[1].len / 8, fresh = -1;
    if (places && !(places & (places - 1)) && held[2].len >= count) {
        Py_BEGIN_ALLOW_THREADS
        fresh = add_each(held[0].buf, places, held[1].buf, count, held[2].buf);
        Py_END_ALLOW_THREADS
    }
    release(held, 3);
    if (fresh < 0)
        return PyErr_Format(PyExc_ValueError, "the table is full or no power of two of places, or an array is too short");
    return PyLong_FromSsize_t(fresh);
}

/* ---- FORMAT and INFO --------------------------------------------------------------------- */

/* Where among the keys of a FORMAT each tag stands; -1 for those that are absent. */
static void find_keys(const char *at, const char *stop, const Word *tags, int count, int *places)
{
    for (int tag = 0; tag < count; tag++)
        places[tag] = -1;
    for (int place = 0; at <= stop && place < MOST_KEYS; place++) {
        const char *next = find_near(at, stop, ':');
        for (int tag = 0; tag < count; tag++)
            if (places[tag] < 0 && are_equal(tags[tag], (Word){at, next - at}))
                places[tag] = place;
        at = next + 1;
    }
}

static void format_line(const char *text, int64_t start, int64_t stop, const int *places, int count,
                        int64_t *out_starts, int64_t *out_stops)
{
    const char *ends[MOST_KEYS + 1], *at = text + start, *close = text + stop;
    int fields = 0;
    while (at <= close && fields < MOST_KEYS) {
        ends[fields++] = find_near(at, close, ':');
        at = ends[fields - 1] + 1;
    }
    for (int tag = 0; tag < count; tag++) {
        int place = places[tag];
        if (place < 0 || place >= fields)
            continue;
        out_starts[tag] = place ? ends[place - 1] + 1 - text : start;
        out_stops[tag] = ends[place] - text;
    }
}

PyDoc_STRVAR(format_fields_doc,
"format_fields(text, keys, key_stops, calls, call_stops, tags, starts, stops)\n--\n\n"
"Write where each tag's value stands in each line's call (int64, lines x tags; -1 if absent).");

static PyObject *format_fields(PyObject *module, PyObject *args)
{
    Py_buffer held[7];
    PyObject *list;
    Word tags[MOST_TAGS];
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*O!w*w*", &held[0], &held[1], &held[2], &held[3], &held[4],
                          &PyList_Type, &list, &held[5], &held[6]))
        return NULL;
    const char *text = held[0].buf;
    const int64_t *keys = held[1].buf, *key_stops = held[2].buf;
    const int64_t *calls = held[3].buf, *call_stops = held[4].buf;
    int64_t *starts = held[5].buf, *stops = held[6].buf;
    Py_ssize_t lines = held[1].len / 8;
    int count = read_words(list, tags, MOST_TAGS), bad = count < 0;
    if (!bad && (held[2].len < lines * 8 || held[3].len < lines * 8 || held[4].len < lines * 8
                 || held[5].len < lines * 8 * count || held[6].len < lines * 8 * count
                 || !are_inside(keys, key_stops, lines, held[0].len)
                 || !are_inside(calls, call_stops, lines, held[0].len)))
        bad = refuse_short();
    if (!bad) {
        Py_BEGIN_ALLOW_THREADS
        int places[MOST_TAGS];
        Py_ssize_t last = -1;
        for (Py_ssize_t i = 0; i < lines; i++) {
            for (int tag = 0; tag < count; tag++)
                starts[i * count + tag] = stops[i * count + tag] = -1;
            if (keys[i] < 0 || calls[i] < 0)
                continue;
            int64_t width = key_stops[i] - keys[i];
            /* Lines that follow each other mostly share one FORMAT. */
            if (last < 0 || width != key_stops[last] - keys[last]
                || !are_same(text + keys[i], text + keys[last], width))
                find_keys(text + keys[i], text + key_stops[i], tags, count, places);
            last = i;
            format_line(text, calls[i], call_stops[i], places, count, starts + i * count,
                        stops + i * count);
        }
        Py_END_ALLOW_THREADS
    }
    release(held, 7);
    if (bad)
        return NULL;
    Py_RETURN_NONE;
}

static void info_line(const char *text, int64_t start, int64_t stop, const Word *tags, int count,
                      int64_t *out_starts, int64_t *out_stops)
{
    const char *at = text + start, *close = text + stop;
    while (at <= close) {
        const char *next = find(at, close, ';');
        for (int tag = 0; tag < count; tag++) {
            Py_ssize_t length = tags[tag].length;
            if (out_starts[tag] >= 0 || next - at < length || !are_same(at, tags[tag].at, length))
                continue;
            if (next - at == length)
                out_starts[tag] = out_stops[tag] = next - text; /* a flag */
            else if (at[length] == '=') {
                out_starts[tag] = at + length + 1 - text;
                out_stops[tag] = next - text;
            }
        }
        at = next + 1;
    }
}

PyDoc_STRVAR(info_fields_doc,
"info_fields(text, infos, info_stops, tags, starts, stops)\n--\n\n"
"Write where each tag's value stands in each line's INFO (int64, lines x tags; -1 if absent).");

static PyObject *info_fields(PyObject *module, PyObject *args)
{
    Py_buffer held[5];
    PyObject *list;
    Word tags[MOST_TAGS];
    if (!PyArg_ParseTuple(args, "y*y*y*O!w*w*", &held[0], &held[1], &held[2], &PyList_Type, &list,
                          &held[3], &held[4]))
        return NULL;
    const char *text = held[0].buf;
    const int64_t *infos = held[1].buf, *info_stops = held[2].buf;
    int64_t *starts = held[3].buf, *stops = held[4].buf;
    Py_ssize_t lines = held[1].len / 8;
    int count = read_words(list, tags, MOST_TAGS), bad = count < 0;
    if (!bad && (held[2].len < lines * 8 || held[3].len < lines * 8 * count
                 || held[4].len < lines * 8 * count
                 || !are_inside(infos, info_stops, lines, held[0].len)))
        bad = refuse_short();
    if (!bad) {
        Py_BEGIN_ALLOW_THREADS
        for (Py_ssize_t i = 0; i < lines; i++) {
            for (int tag = 0; tag < count; tag++)
                starts[i * count + tag] = stops[i * count + tag] = -1;
            if (infos[i] >= 0)
                info_line(text, infos[i], info_stops[i], tags, count, starts + i * count,
                          stops + i * count);
        }
        Py_END_ALLOW_THREADS
    }
    release(held, 5);
    if (bad)
        return NULL;
    Py_RETURN_NONE;
}

/* ---- numbers ----------------------------------------------------------------------------- */

enum { NOT_A_NUMBER = -1, PERHAPS = -2 };

/* A number of at least 0; NaN for a missing one; NOT_A_NUMBER; PERHAPS where it takes more digits
 * or a larger exponent than a double holds exactly. */
static double read_number(const char *at, const char *stop, int comma)
{
    static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    uint64_t value = 0;
    int digits = 0, seen = 0, scale = 0, point = 0, percent = 0;
    if (at == stop || (stop - at == 1 && *at == '.') || (stop - at == 2 && memcmp(at, "NA", 2) == 0))
        return NAN;
    if (stop[-1] == '%') {
        percent = 1;
        if (--stop == at)
            return NAN;
        if (stop - at == 1 && *at == '.')
            return NAN;
    }
    for (; at < stop; at++) {
        char sign = *at;
        if (sign >= '0' && sign <= '9') {
            seen = 1;
            scale -= point;
            if (digits || sign != '0')
                digits++;
            if (digits > 15)
                return PERHAPS;
            value = value * 10 + (uint64_t)(sign - '0');
        } else if (!point && (sign == '.' || (comma && sign == ',')))
            point = 1;
        else
            break;
    }
    if (!seen)
        return at == stop ? NOT_A_NUMBER : PERHAPS;
    if (at < stop)
        return *at == 'e' || *at == 'E' ? PERHAPS : NOT_A_NUMBER;
    if (percent)
        scale -= 2;
    if (scale < -22)
        return PERHAPS;
    return (double)value / power[-scale];
}

PyDoc_STRVAR(numbers_doc,
"numbers(text, starts, stops, width, comma, out)\n--\n\n"
"Write the first `width` numbers of each comma-separated slice (float64, slices x width).\n\n"
"NaN where there is none, -1 where it is no number of at least 0, -2 where only float() can tell;\n"
"a percent sign divides by 100. comma : whether a comma stands for the decimal point (width 1).");

static PyObject *numbers(PyObject *module, PyObject *args)
{
    Py_buffer held[4];
    Py_ssize_t width;
    int comma, bad = 0;
    if (!PyArg_ParseTuple(args, "y*y*y*npw*", &held[0], &held[1], &held[2], &width, &comma, &held[3]))
        return NULL;
    const char *text = held[0].buf;
    const int64_t *starts = held[1].buf, *stops = held[2].buf;
    double *out = held[3].buf;
    Py_ssize_t count = held[1].len / 8;
    if (width < 1 || held[2].len < count * 8 || held[3].len / 8 / width < count
        || !are_inside(starts, stops, count, held[0].len))
        bad = refuse_short();
    if (!bad) {
        Py_BEGIN_ALLOW_THREADS
        for (Py_ssize_t i = 0; i < count; i++, out += width) {
            const char *at = text + starts[i], *stop = text + stops[i];
            Py_ssize_t place = 0;
            if (starts[i] >= 0)
                while (place < width && at <= stop) {
                    const char *next = comma ? stop : find_near(at, stop, ',');
                    out[place++] = read_number(at, next, comma);
                    at = next + 1;
                }
            while (place < width)
                out[place++] = NAN;
        }
        Py_END_ALLOW_THREADS
    }
    release(held, 4);
    if (bad)
        return NULL;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(positions_doc,
"positions(text, starts, stops, most, out)\n--\n\n"
"Write the whole numbers of slices of at most `most` digits (int64), -1 where one is not written as\n"
"a whole number usually is: with another sign, or with a zero in front.");

static int64_t read_position(const char *at, const char *stop, int most)
{
    int64_t value = 0;
    if (at == stop || stop - at > most || (*at == '0' && stop - at > 1))
        return -1;
    for (; at < stop; at++) {
        if (*at < '0' || *at > '9')
            return -1;
        value = value * 10 + (*at - '0');
    }
    return value;
}

static PyObject *positions(PyObject *module, PyObject *args)
{
    Py_buffer held[4];
    int most, bad;
    if (!PyArg_ParseTuple(args, "y*y*y*iw*", &held[0], &held[1], &held[2], &most, &held[3]))
        return NULL;
    Slices of = {held[0].buf, held[1].buf, held[2].buf, held[1].len / 8};
    int64_t *out = held[3].buf;
    bad = most > 18 || held[2].len / 8 < of.count || held[3].len / 8 < of.count
          || !are_inside(of.starts, of.stops, of.count, held[0].len);
    if (bad)
        refuse_short();
    else {
        Py_BEGIN_ALLOW_THREADS
        for (Py_ssize_t i = 0; i < of.count; i++) {
            Word own = slice_at(&of, i);
            out[i] = read_position(own.at, own.at + own.length, most);
        }
        Py_END_ALLOW_THREADS
    }
    release(held, 4);
    if (bad)
        return NULL;
    Py_RETURN_NONE;
}

/* ---- consequences ------------------------------------------------------------------------ */

enum { NONE = -1, DECODE = -2, ELSEWHERE = -3, UNKNOWN = -4 };
enum { ALLELE, TERM, GENE, OTHER_GENE, BIOTYPE, PICK, MANE, CANONICAL, CHANGE, FIELDS };

typedef struct {
    const char *text;
    int64_t places[FIELDS], last; /* of the fields in an entry; -1 for one that is not there */
    int64_t order[5];             /* of picked, MANE, canonical, coding, other transcripts */
    char elsewhere;
    Word known[MOST_KNOWN];
    const int64_t *ranks;
    int known_count;
    int16_t slots[SLOTS];
} Annotation;

static int look_up(const Annotation *of, Word word)
{
    for (uint32_t slot = hash_of(word.at, word.length) % SLOTS; of->slots[slot] >= 0;
         slot = (slot + 1) % SLOTS) {
        if (are_equal(of->known[of->slots[slot]], word))
            return of->slots[slot];
    }
    return UNKNOWN;
}

static void fill_slots(Annotation *of)
{
    for (int slot = 0; slot < SLOTS; slot++)
        of->slots[slot] = -1;
    for (int i = 0; i < of->known_count; i++) {
        uint32_t slot = hash_of(of->known[i].at, of->known[i].length) % SLOTS;
        while (of->slots[slot] >= 0)
            slot = (slot + 1) % SLOTS;
        of->slots[slot] = (int16_t)i;
    }
}

/* Cut an entry into its fields as far as they are asked for; returns where the entry ends. */
static const char *cut_entry(const Annotation *of, const char *at, const char *stop, Word *fields)
{
    Word found[256];
    int64_t place = 0, most = of->last < 255 ? of->last : 255;
    const char *from = at;
#ifdef BY_SIXTEEN
    const __m128i bar = _mm_set1_epi8('|'), comma = _mm_set1_epi8(',');
    while (place <= most && at + 16 <= stop) {
        __m128i letters = _mm_loadu_si128((const __m128i *)at);
        __m128i either = _mm_or_si128(_mm_cmpeq_epi8(letters, bar), _mm_cmpeq_epi8(letters, comma));
        for (unsigned bits = (unsigned)_mm_movemask_epi8(either); bits; bits &= bits - 1) {
            const char *here = at + __builtin_ctz(bits);
            found[place++] = (Word){from, here - from};
            from = here + 1;
            if (*here == ',') {
                stop = here;
                goto done;
            }
            if (place > most)
                break;
        }
        at += 16;
    }
#endif
    while (place <= most) {
        for (; at < stop && *at != '|' && *at != ','; at++)
            ;
        found[place++] = (Word){from, at - from};
        if (at == stop || *at == ',') {
            stop = at;
            goto done;
        }
        from = ++at;
    }
    stop = find(from, stop, ',');
done:
    for (int field = 0; field < FIELDS; field++) {
        int64_t wanted = of->places[field];
        fields[field] = wanted >= 0 && wanted < place ? found[wanted] : (Word){stop, -1};
    }
    return stop;
}

static int is_word(Word word, const char *text)
{
    return are_equal(word, (Word){text, (Py_ssize_t)strlen(text)});
}

/* An unknown biotype may code; a pseudogene or a transcript that decays does not. */
static int may_code(Word biotype)
{
    static const char *coding[] = {"protein_coding", "protein_coding_LoF", "mRNA", "Coding", "CODING"};
    if (biotype.length <= 0)
        return 1;
    for (size_t i = 0; i < sizeof coding / sizeof *coding; i++)
        if (is_word(biotype, coding[i]))
            return 1;
    return biotype.length > 8 && (memcmp(biotype.at, "IG_", 3) == 0 || memcmp(biotype.at, "TR_", 3) == 0)
           && memcmp(biotype.at + biotype.length - 5, "_gene", 5) == 0;
}

static int kind_of(const Word *fields)
{
    if (is_word(fields[PICK], "1"))
        return 0;
    if (fields[MANE].length > 0)
        return 1;
    if (is_word(fields[CANONICAL], "YES") || is_word(fields[CANONICAL], "1"))
        return 2;
    return may_code(fields[BIOTYPE]) ? 3 : 4;
}

/* Whether an entry's allele is the record's only alternate, as it stands or as VEP writes it. */
static int is_own(Word named, Word ref, Word alt)
{
    if (named.length < 0)
        return 1;
    if (are_equal(named, alt))
        return 1;
    if (ref.length == alt.length || !ref.length || !alt.length || *ref.at != *alt.at)
        return 0;
    if (alt.length == 1)
        return named.length == 1 && *named.at == '-';
    return are_equal(named, (Word){alt.at + 1, alt.length - 1});
}

static int names_change(Word change, Word ref, Word alt)
{
    Py_ssize_t tail = ref.length + 1 + alt.length;
    if (change.length <= 0)
        return 1; /* no change is named: nothing speaks against it */
    if (change.length <= tail || memchr(change.at, '+', change.length))
        return 0;
    const char *at = change.at + change.length - tail;
    return memcmp(at, ref.at, ref.length) == 0 && at[ref.length] == '>'
           && memcmp(at + ref.length + 1, alt.at, alt.length) == 0;
}

/* The worst consequence of one line's value: its known place, or NONE, DECODE, ELSEWHERE; UNKNOWN
 * with `strange` set where a consequence was not met before. */
static int worst_of(const Annotation *of, const char *at, const char *stop, Word ref, Word alt,
                    Word *gene, int64_t *counts, Word *strange)
{
    int best = NONE, foreign = 0, elsewhere = 0;
    int64_t best_order = INT64_MAX, best_rank = INT64_MAX;
    for (const char *next; at <= stop; at = next + 1) {
        Word fields[FIELDS];
        if (of->elsewhere && at < stop && *at == of->elsewhere) {
            next = find(at, stop, ',');
            elsewhere = 1;
            continue;
        }
        next = cut_entry(of, at, stop, fields);
        if (fields[TERM].length < 0)
            continue;
        if (!is_own(fields[ALLELE], ref, alt)) {
            foreign = 1;
            continue;
        }
        if (!names_change(fields[CHANGE], ref, alt))
            return DECODE;
        int term = look_up(of, fields[TERM]);
        if (term == UNKNOWN) {
            *strange = fields[TERM];
            return UNKNOWN;
        }
        int64_t order = of->order[kind_of(fields)];
        if (order < best_order || (order == best_order && of->ranks[term] < best_rank)) {
            best = term;
            best_order = order;
            best_rank = of->ranks[term];
            *gene = fields[GENE].length > 0 ? fields[GENE] : fields[OTHER_GENE];
        }
    }
    *counts = best >= 0 && best_rank < 1000 && best_order < 9;
    if (best == NONE && foreign)
        return DECODE; /* the allele may be written in another way */
    return best == NONE && elsewhere ? ELSEWHERE : best;
}

PyDoc_STRVAR(worst_terms_doc,
"worst_terms(text, asked, places, fields, order, elsewhere, known, ranks, out, first)\n--\n\n"
"Write which known consequence is the worst of each line, and where its gene stands.\n\n"
"asked : bool, which of the lines; places : int64, lines x 6: start and stop of the annotation, of\n"
"REF and of the only ALT; fields : int64, where in an entry stand allele, consequence, gene, gene\n"
"otherwise, biotype, PICK, MANE, CANONICAL, change of DNA (-1: nowhere); order : int64, of picked,\n"
"MANE, canonical, coding, other transcripts: the lowest there is decides, 9 and more never counts;\n"
"elsewhere : a sign that opens an entry without a consequence, or empty bytes; known : list of\n"
"bytes; ranks : int64, lower is worse, below 1000 counts; out : int64, lines x 4: place among the\n"
"known ones (-1 none, -2 to be decoded, -3 only elsewhere), the gene's start and stop, whether it\n"
"counts; first : the line to begin with.\n"
"Returns None, or (line, start, stop) of a consequence that is not known: the lines before are\n"
"done.");

static PyObject *worst_terms(PyObject *module, PyObject *args)
{
    Py_buffer held[7];
    Annotation of = {0};
    const char *sign;
    Py_ssize_t first, sign_length;
    PyObject *list, *answer = NULL;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*y#O!y*w*n", &held[0], &held[1], &held[2], &held[3], &held[4],
                          &sign, &sign_length, &PyList_Type, &list, &held[5], &held[6], &first))
        return NULL;
    const char *asked = held[1].buf;
    const int64_t *places = held[2].buf;
    int64_t *out = held[6].buf;
    Py_ssize_t lines = held[1].len;
    of.text = held[0].buf;
    of.elsewhere = sign_length ? *sign : '\0';
    of.ranks = held[5].buf;
    of.known_count = read_words(list, of.known, MOST_KNOWN);
    int bad = of.known_count < 0;
    if (!bad && (held[2].len < lines * 48 || held[3].len < FIELDS * 8 || held[4].len < 5 * 8
                 || held[5].len < of.known_count * 8 || held[6].len < lines * 32 || first < 0))
        bad = refuse_short();
    for (Py_ssize_t i = 0; !bad && i < lines; i++)
        for (int pair = 0; pair < 3; pair++)
            if (asked[i] && places[i * 6] >= 0
                && !are_inside(places + i * 6 + 2 * pair, places + i * 6 + 2 * pair + 1, 1, held[0].len))
                bad = refuse_short();
    if (!bad) {
        memcpy(of.places, held[3].buf, sizeof of.places);
        memcpy(of.order, held[4].buf, sizeof of.order);
        for (int field = 0; field < FIELDS; field++)
            of.last = of.places[field] > of.last ? of.places[field] : of.last;
        fill_slots(&of);
        Word strange = {0};
        Py_ssize_t line = first;
        Py_BEGIN_ALLOW_THREADS
        for (; line < lines; line++) {
            const int64_t *at = places + line * 6;
            int64_t *row = out + line * 4;
            if (!asked[line])
                continue;
            row[0] = NONE;
            row[1] = row[2] = row[3] = 0;
            if (at[0] < 0)
                continue;
            Word gene = {of.text, 0}, ref = {of.text + at[2], at[3] - at[2]};
            Word alt = {of.text + at[4], at[5] - at[4]};
            int term = worst_of(&of, of.text + at[0], of.text + at[1], ref, alt, &gene, &row[3], &strange);
            if (term == UNKNOWN)
                break;
            row[0] = term;
            if (term >= 0 && gene.length > 0) {
                row[1] = gene.at - of.text;
                row[2] = row[1] + gene.length;
            }
        }
        Py_END_ALLOW_THREADS
        if (line < lines) {
            Py_ssize_t start = strange.at - of.text;
            answer = Py_BuildValue("nnn", line, start, start + strange.length);
        } else
            answer = Py_NewRef(Py_None);
    }
    release(held, 7);
    return answer;
}

static PyMethodDef methods[] = {
    {"column_ends", column_ends, METH_VARARGS, column_ends_doc},
    {"gather", gather, METH_VARARGS, gather_doc},
    {"number_texts", number_texts, METH_VARARGS, number_texts_doc},
    {"add_numbers", add_numbers, METH_VARARGS, add_numbers_doc},
    {"positions", positions, METH_VARARGS, positions_doc},
    {"format_fields", format_fields, METH_VARARGS, format_fields_doc},
    {"info_fields", info_fields, METH_VARARGS, info_fields_doc},
    {"numbers", numbers, METH_VARARGS, numbers_doc},
    {"worst_terms", worst_terms, METH_VARARGS, worst_terms_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_blocks",
    .m_doc = "Blocks of VCF lines as arrays.",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__blocks(void)
{
    return PyModuleDef_Init(&module);
}
