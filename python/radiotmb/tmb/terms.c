/* The worst consequence of each line, told by comparing entries with consequences met before.
 * Without Python's lock.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { NONE = -1, DOUBT = -2, MOST = 256 };

/* A consequence as it is written, with the sign that closes it. */
typedef struct {
    const char *raw;
    Py_ssize_t length;
    uint64_t start; /* its first bytes, for a first look */
    int64_t rank;
} Known;

typedef struct {
    const char *text, *end;
    const char *tag;
    Py_ssize_t tag_length, sight;
    char elsewhere;
    Known known[MOST];
    Py_ssize_t known_count;
} Annotation;

typedef struct {
    int64_t term, entry, stop;
} Told;

static const char *find(const char *from, const char *stop, char sign)
{
    const char *found = memchr(from, sign, stop - from);
    return found ? found : stop;
}

/* The tag's value in an INFO column: 1 with its two ends, 0 without the tag, -1 where it stands
 * twice or without a value. */
static int find_value(const Annotation *of, const char *at, const char *stop, const char **value,
                      const char **value_stop)
{
    int found = 0;
    while (at <= stop) {
        const char *next = find(at, stop, ';');
        Py_ssize_t length = next - at;
        if (length >= of->tag_length && memcmp(at, of->tag, of->tag_length) == 0) {
            if (length == of->tag_length)
                return -1;
            if (at[of->tag_length] == '=') {
                if (found)
                    return -1;
                found = 1;
                *value = at + of->tag_length + 1;
                *value_stop = next;
            }
        }
        at = next + 1;
    }
    return found;
}

static uint64_t first_bytes(const char *at, Py_ssize_t length)
{
    uint64_t word = 0;
    memcpy(&word, at, length < 8 ? length : 8);
    return word;
}

static Py_ssize_t look_up(const Annotation *of, const char *at)
{
    Py_ssize_t left = of->end - at;
    for (Py_ssize_t i = 0; i < of->known_count; i++) {
        const Known *one = &of->known[i];
        if (one->length > left || *at != *one->raw)
            continue;
        if (left >= 8 && one->length >= 8 && first_bytes(at, 8) != one->start)
            continue;
        if (memcmp(at, one->raw, one->length) == 0)
            return i;
    }
    return NONE;
}

/* Of one line; where an entry's consequence is none of the known ones, that entry's. */
static const char *tell(const Annotation *of, const char *info, const char *info_stop, Told *told)
{
    const char *at, *stop;
    int found = find_value(of, info, info_stop, &at, &stop);
    told->term = found < 0 ? DOUBT : NONE;
    if (found < 1)
        return NULL;
    for (const char *next; at <= stop; at = next + 1) {
        const char *term = at + 2 * of->sight;
        next = find(at, stop, ',');
        /* Before the consequence may stand the allele: of a single base one letter. */
        if (of->sight && (next - at < 2 || at[1] != '|')) {
            told->term = DOUBT;
            return NULL;
        }
        if (of->elsewhere && term < next && *term == of->elsewhere)
            continue;
        Py_ssize_t place = look_up(of, term);
        if (place == NONE)
            return term;
        int64_t rank = of->known[place].rank;
        if (rank >= 0 && (told->term == NONE || rank < of->known[told->term].rank)) {
            told->term = place;
            told->entry = at - of->text;
            told->stop = next - of->text;
        }
    }
    return NULL;
}

static int read_known(Annotation *of, PyObject *list, const Py_buffer *ranks)
{
    of->known_count = PyList_Size(list);
    if (of->known_count > MOST || ranks->len < of->known_count * (Py_ssize_t)sizeof(int64_t)) {
        PyErr_SetString(PyExc_ValueError, "more consequences than ranks, or than there is room for");
        return -1;
    }
    for (Py_ssize_t i = 0; i < of->known_count; i++) {
        Known *one = &of->known[i];
        char *raw;
        if (PyBytes_AsStringAndSize(PyList_GET_ITEM(list, i), &raw, &one->length) < 0)
            return -1;
        one->raw = raw;
        one->start = first_bytes(raw, one->length);
        one->rank = ((const int64_t *)ranks->buf)[i];
    }
    return 0;
}

/* From the first line on; the line at which an unknown consequence stands, with its place. */
static Py_ssize_t tell_lines(const Annotation *of, const char *asked, const int64_t *starts,
                             const int64_t *stops, Py_ssize_t first, Py_ssize_t count,
                             int64_t *out, Py_ssize_t *place)
{
    for (Py_ssize_t line = first; line < count; line++) {
        if (!asked[line])
            continue;
        Told told = {NONE, 0, 0};
        const char *unknown = tell(of, of->text + starts[line], of->text + stops[line], &told);
        if (unknown) {
            *place = unknown - of->text;
            return line;
        }
        out[line] = told.term;
        out[count + line] = told.entry;
        out[2 * count + line] = told.stop;
    }
    return NONE;
}

PyDoc_STRVAR(worst_terms_doc,
"worst_terms(text, asked, starts, stops, tag, sight, elsewhere, known, ranks, told, first)\n--\n\n"
"Write which known consequence is the worst of each line, and where its entry stands.\n\n"
"asked : bool, which of the lines; starts, stops : int64, of their INFO columns; sight : columns\n"
"of an entry before its consequence; elsewhere : a sign that opens an entry without one, or an\n"
"empty bytes; known : list of bytes, each with the sign that closes it; ranks : int64, lower is\n"
"worse, below 0 counts for nothing; told : int64, three for each line (place among the known\n"
"ones, -1 for none, -2 in doubt; the entry's beginning and end); first : the line to begin with.\n"
"Returns None, or (line, place) of a consequence that is not known: the lines before are told.");

static PyObject *worst_terms(PyObject *module, PyObject *args)
{
    Py_buffer text, asked, starts, stops, ranks, told;
    Annotation of = {0};
    const char *elsewhere;
    Py_ssize_t first, count, line = NONE, place = 0, elsewhere_length;
    PyObject *known;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y#ny#O!y*w*n", &text, &asked, &starts, &stops, &of.tag,
                          &of.tag_length, &of.sight, &elsewhere, &elsewhere_length, &PyList_Type,
                          &known, &ranks, &told, &first))
        return NULL;
    of.text = text.buf;
    of.end = of.text + text.len;
    of.elsewhere = elsewhere_length ? *elsewhere : '\0';
    count = asked.len;
    int bad = read_known(&of, known, &ranks) < 0;
    Py_ssize_t width = count * (Py_ssize_t)sizeof(int64_t);
    if (!bad && (starts.len < width || stops.len < width || told.len < 3 * width || first < 0)) {
        PyErr_SetString(PyExc_ValueError, "an array is shorter than the lines that are asked for");
        bad = 1;
    }
    if (!bad) {
        Py_BEGIN_ALLOW_THREADS
        line = tell_lines(&of, asked.buf, starts.buf, stops.buf, first, count, told.buf, &place);
        Py_END_ALLOW_THREADS
    }
    Py_buffer *held[] = {&text, &asked, &starts, &stops, &ranks, &told};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        PyBuffer_Release(held[i]);
    if (bad)
        return NULL;
    if (line == NONE)
        Py_RETURN_NONE;
    return Py_BuildValue("nn", line, place);
}

static PyMethodDef methods[] = {
    {"worst_terms", worst_terms, METH_VARARGS, worst_terms_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_terms",
    .m_doc = "The worst consequence of each line.",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__terms(void)
{
    return PyModuleDef_Init(&module);
}
