/* Where the columns of whole lines end. Without Python's lock. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

#if defined(__SSE2__) && defined(__GNUC__)
#include <emmintrin.h>
#define BY_SIXTEEN
#endif

typedef struct {
    Py_ssize_t columns, column; /* of a line; how many of this one have ended */
    int64_t *ends;
    Py_ssize_t room, count;
} Lines;

/* A sign that may end a column; -1 where it is another than the line should have here. */
static int note(Lines *lines, uint8_t sign, Py_ssize_t place)
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
static int split(Lines *lines, const uint8_t *text, Py_ssize_t length)
{
    Py_ssize_t at = 0;
#ifdef BY_SIXTEEN
    const __m128i newline = _mm_set1_epi8('\n');
    for (; at + 16 <= length; at += 16) {
        __m128i letters = _mm_loadu_si128((const __m128i *)(text + at));
        __m128i found = _mm_cmpeq_epi8(_mm_min_epu8(letters, newline), letters);
        for (unsigned bits = (unsigned)_mm_movemask_epi8(found); bits; bits &= bits - 1) {
            Py_ssize_t place = at + __builtin_ctz(bits);
            if (note(lines, text[place], place) < 0)
                return -1;
        }
    }
#endif
    for (; at < length; at++)
        if (text[at] <= '\n' && note(lines, text[at], at) < 0)
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
    good = split(&lines, text.buf, text.len) == 0;
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&text);
    PyBuffer_Release(&ends);
    if (!good)
        Py_RETURN_NONE;
    return PyLong_FromSsize_t(lines.count);
}

static PyMethodDef methods[] = {
    {"column_ends", column_ends, METH_VARARGS, column_ends_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_columns",
    .m_doc = "Where the columns of whole lines end.",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__columns(void)
{
    return PyModuleDef_Init(&module);
}
