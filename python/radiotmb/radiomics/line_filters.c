/* Filters along one axis of a volume. Without Python's lock.
 *
 * Each gives only the planes that are asked for. Sums are taken in the order in which ITK and
 * PyWavelets take them, so that no bit differs: products are not to be fused with sums
 * (-ffp-contract=off). A volume is `before` blocks of `length` planes of `after` numbers, the axis
 * being the middle one. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>

/* Lines that are filtered side by side, and numbers that stay in the nearest cache. */
enum { LANES = 8, CHUNK = 512 };

typedef struct {
    Py_ssize_t before, length, after, start, stop;
} Lines;

/* Of a line's own values and of those filtered before: causal n, anticausal m, recursive d; and of
 * the first and last value in place of what lies beyond the ends. */
typedef struct {
    double n[4], m[4], d[4], beyond_first[4], beyond_last[4];
} Coefficients;

static void step(double *restrict out, const double *const values[4], const double *weights,
                 const double *const filtered[4], const double recursive[4])
{
    for (int l = 0; l < LANES; l++) {
        double sum = values[0][l] * weights[0] + values[1][l] * weights[1] +
                     values[2][l] * weights[2] + values[3][l] * weights[3];
        out[l] = sum - (filtered[0][l] * recursive[0] + filtered[1][l] * recursive[1] +
                        filtered[2][l] * recursive[2] + filtered[3][l] * recursive[3]);
    }
}

static void forwards(const Coefficients *given, Py_ssize_t stop, const double *values, double *out)
{
    const double *near[4], *filtered[4];
    double recursive[4];
    for (Py_ssize_t i = 0; i < stop; i++) {
        for (int k = 0; k < 4; k++) {
            near[k] = values + (i < k ? 0 : i - k) * LANES;
            filtered[k] = i <= k ? values : out + (i - k - 1) * LANES;
            recursive[k] = i <= k ? given->beyond_first[k] : given->d[k];
        }
        step(out + i * LANES, near, given->n, filtered, recursive);
    }
}

static void backwards(const Coefficients *given, Py_ssize_t start, Py_ssize_t length,
                      const double *values, double *out)
{
    const double *near[4], *filtered[4], *last = values + (length - 1) * LANES;
    double recursive[4];
    for (Py_ssize_t i = length - 1; i >= start; i--) {
        for (int k = 0; k < 4; k++) {
            int inside = i + k + 1 < length;
            near[k] = inside ? values + (i + k + 1) * LANES : last;
            filtered[k] = inside ? out + (i + k + 1) * LANES : last;
            recursive[k] = inside ? given->d[k] : given->beyond_last[k];
        }
        step(out + i * LANES, near, given->m, filtered, recursive);
    }
}

static int smooth(const Lines *lines, const Coefficients *given, const void *source, int wide,
                  float *target)
{
    Py_ssize_t length = lines->length, after = lines->after, kept = lines->stop - lines->start;
    Py_ssize_t count = lines->before * after, from[LANES], to[LANES];
    double *values = malloc(3 * sizeof *values * LANES * length);
    if (!values)
        return 0;
    double *causal = values + LANES * length, *anticausal = causal + LANES * length;
    for (Py_ssize_t first = 0; first < count; first += LANES) {
        for (int l = 0; l < LANES; l++) {
            /* The last lines may be fewer, and the last of them stands for those missing. */
            Py_ssize_t line = first + l < count ? first + l : count - 1;
            from[l] = line / after * length * after + line % after;
            to[l] = line / after * kept * after + line % after;
        }
        for (Py_ssize_t i = 0; i < length; i++)
            for (int l = 0; l < LANES; l++) {
                Py_ssize_t place = from[l] + i * after;
                values[i * LANES + l] =
                    wide ? ((const double *)source)[place] : ((const float *)source)[place];
            }
        forwards(given, lines->stop, values, causal);
        backwards(given, lines->start, length, values, anticausal);
        for (Py_ssize_t i = lines->start; i < lines->stop; i++)
            for (int l = 0; l < LANES; l++)
                target[to[l] + (i - lines->start) * after] =
                    (float)(causal[i * LANES + l] + anticausal[i * LANES + l]);
    }
    free(values);
    return 1;
}

/* Planes of the axis lie behind each other, so a block's sums are those of shifted blocks. */
#define CONVOLVE(name, number)                                                                     \
    static void name(const Lines *lines, const double *weights, Py_ssize_t count,                  \
                     const number *source, number *target)                                         \
    {                                                                                              \
        Py_ssize_t after = lines->after, kept = (lines->stop - lines->start) * after;              \
        for (Py_ssize_t b = 0; b < lines->before; b++, target += kept)                             \
            for (Py_ssize_t t = 0; t < kept; t += CHUNK) {                                         \
                Py_ssize_t length = kept - t < CHUNK ? kept - t : CHUNK;                           \
                number *restrict sums = target + t;                                                \
                for (Py_ssize_t i = 0; i < length; i++)                                            \
                    sums[i] = 0;                                                                   \
                for (Py_ssize_t j = 0; j < count; j++) {                                           \
                    Py_ssize_t plane = b * lines->length + lines->start + count / 2 - j;           \
                    const number *values = source + plane * after + t;                             \
                    const number weight = (number)weights[j];                                      \
                    for (Py_ssize_t i = 0; i < length; i++)                                        \
                        sums[i] += values[i] * weight;                                             \
                }                                                                                  \
            }                                                                                      \
    }
CONVOLVE(convolve_double, double)
CONVOLVE(convolve_float, float)

/* Whether a buffer holds a volume of numbers of so many bytes, and begins where they may. */
static int holds(const Py_buffer *given, Py_ssize_t bytes, Py_ssize_t before, Py_ssize_t length,
                 Py_ssize_t after)
{
    Py_ssize_t left = given->len;
    if (before <= 0 || length <= 0 || after <= 0 || (uintptr_t)given->buf % bytes || left % bytes)
        return 0;
    left /= bytes;
    return left % before == 0 && left / before % length == 0 && left / before / length == after;
}

static int sound(const Lines *lines, const Py_buffer *source, Py_ssize_t source_bytes,
                 const Py_buffer *target, Py_ssize_t target_bytes)
{
    return lines->start >= 0 && lines->start < lines->stop && lines->stop <= lines->length &&
           holds(source, source_bytes, lines->before, lines->length, lines->after) &&
           holds(target, target_bytes, lines->before, lines->stop - lines->start, lines->after);
}

static PyObject *answer(int done, Py_buffer *source, Py_buffer *target, Py_buffer *weights)
{
    PyBuffer_Release(source);
    PyBuffer_Release(target);
    PyBuffer_Release(weights);
    if (done < 0)
        return PyErr_NoMemory();
    if (!done) {
        PyErr_SetString(PyExc_ValueError, "the arrays do not fit each other");
        return NULL;
    }
    Py_RETURN_NONE;
}

PyDoc_STRVAR(recursive_gaussian_doc,
"recursive_gaussian(source, target, before, length, after, start, stop, coefficients)\n--\n\n"
"Filter every line recursively in both directions, as ITK does.\n\n"
"source : float32 or float64, (before, length, after); target : float32, (before, stop - start,\n"
"after); length : at least 4; coefficients : 20 float64, causal, anticausal, recursive, and those\n"
"of the first and last value.\n"
"Raises ValueError where the arrays do not fit each other.");

static PyObject *recursive_gaussian(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer source, target, weights;
    Lines lines;
    int done = 0;
    if (!PyArg_ParseTuple(args, "y*w*nnnnny*", &source, &target, &lines.before, &lines.length,
                          &lines.after, &lines.start, &lines.stop, &weights))
        return NULL;
    int wide = holds(&source, sizeof(double), lines.before, lines.length, lines.after);
    if (weights.len == sizeof(Coefficients) && (uintptr_t)weights.buf % sizeof(double) == 0 &&
        lines.length >= 4 && lines.length <= INT32_MAX &&
        sound(&lines, &source, wide ? sizeof(double) : sizeof(float), &target, sizeof(float))) {
        Py_BEGIN_ALLOW_THREADS
        done = smooth(&lines, weights.buf, source.buf, wide, target.buf) ? 1 : -1;
        Py_END_ALLOW_THREADS
    }
    return answer(done, &source, &target, &weights);
}

PyDoc_STRVAR(convolve_doc,
"convolve(source, target, before, length, after, start, stop, weights)\n--\n\n"
"Convolve every line with a kernel whose centre is weight number len(weights) // 2.\n\n"
"source : float32 or float64, (before, length, after); target : of the same numbers, (before,\n"
"stop - start, after); weights : float64. Every value a sum needs lies inside the line.\n"
"Raises ValueError where the arrays do not fit each other.");

static PyObject *convolve(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer source, target, weights;
    Lines lines;
    int done = 0;
    if (!PyArg_ParseTuple(args, "y*w*nnnnny*", &source, &target, &lines.before, &lines.length,
                          &lines.after, &lines.start, &lines.stop, &weights))
        return NULL;
    int wide = holds(&source, sizeof(double), lines.before, lines.length, lines.after);
    Py_ssize_t bytes = wide ? sizeof(double) : sizeof(float);
    Py_ssize_t count = weights.len / (Py_ssize_t)sizeof(double), half = count / 2;
    if (weights.len % sizeof(double) == 0 && (uintptr_t)weights.buf % sizeof(double) == 0 &&
        count > 0 && sound(&lines, &source, bytes, &target, bytes) &&
        lines.start >= count - 1 - half && lines.stop <= lines.length - half) {
        Py_BEGIN_ALLOW_THREADS
        if (wide)
            convolve_double(&lines, weights.buf, count, source.buf, target.buf);
        else
            convolve_float(&lines, weights.buf, count, source.buf, target.buf);
        done = 1;
        Py_END_ALLOW_THREADS
    }
    return answer(done, &source, &target, &weights);
}

static PyMethodDef methods[] = {
    {"recursive_gaussian", recursive_gaussian, METH_VARARGS, recursive_gaussian_doc},
    {"convolve", convolve, METH_VARARGS, convolve_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_line_filters",
    .m_doc = "Filters along one axis of a volume.",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__line_filters(void)
{
    return PyModuleDef_Init(&module);
}
