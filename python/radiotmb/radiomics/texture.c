/* The texture matrices of a discretised lesion, each counted once for all. Without Python's lock.
 *
 * Time is linear in voxels. Neighbours are looked at in one direction only, and both voxels of a
 * pair are told: counts are whole numbers, so the order of counting does not matter. The sums of
 * the neighbourhood grey tone difference matrix are taken in the order of the voxels. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS = 1, RUNS = 2 };

typedef struct {
    const uint16_t *levels; /* 0 outside the lesion, else the index of a grey level and 1 */
    Py_ssize_t cells;
    const int64_t *voxels; /* the lesion's, ascending */
    Py_ssize_t count;
    const int64_t *offsets, *kinds;
    Py_ssize_t angles;
    const int64_t *greys;
    Py_ssize_t grey_count;
    int64_t alpha;
} Lesion;

typedef struct {
    uint32_t *pairs; /* angle, level, neighbour's level */
    uint32_t *runs;  /* angle, level, length - 1 */
    Py_ssize_t longest;
    int64_t *dependences; /* level, dependence */
    double *tones;        /* level: voxels, sum of differences */
    int64_t *zones;       /* level, size; as many as there are */
    Py_ssize_t zone_count;
} Counts;

typedef struct {
    int64_t *sums;
    uint16_t *neighbours, *alike;
    uint32_t *lengths;
} Work;

/* All that is looked up lies inside the volume, and no sum of grey levels is too large. */
static int sound(const Lesion *lesion)
{
    int64_t reach = 0, before = -1;
    Py_ssize_t inside = 0;
    for (Py_ssize_t g = 0; g < lesion->grey_count; g++)
        if (lesion->greys[g] > INT32_MAX || lesion->greys[g] < -INT32_MAX)
            return 0;
    for (Py_ssize_t a = 0; a < lesion->angles; a++) {
        if (lesion->offsets[a] <= 0 || lesion->offsets[a] >= lesion->cells)
            return 0;
        if (lesion->offsets[a] > reach)
            reach = lesion->offsets[a];
    }
    for (Py_ssize_t v = 0; v < lesion->count; v++) {
        int64_t k = lesion->voxels[v];
        if (k <= before || k < reach || k >= lesion->cells - reach || !lesion->levels[k])
            return 0;
        before = k;
    }
    for (Py_ssize_t k = 0; k < lesion->cells; k++) {
        if (lesion->levels[k] > lesion->grey_count)
            return 0;
        inside += lesion->levels[k] != 0;
    }
    /* A level that is not listed might lie at the rim, whose neighbours do not exist. */
    return inside == lesion->count;
}

static void count_pairs(const Lesion *lesion, int64_t offset, uint32_t *pairs, Work *work)
{
    const uint16_t *levels = lesion->levels;
    Py_ssize_t width = lesion->grey_count;
    for (Py_ssize_t v = 0; v < lesion->count; v++) {
        int64_t k = lesion->voxels[v], j = k + offset;
        if (!levels[j])
            continue;
        int64_t own = lesion->greys[levels[k] - 1], other = lesion->greys[levels[j] - 1];
        pairs[(levels[k] - 1) * width + levels[j] - 1]++;
        work->sums[k] += other;
        work->sums[j] += own;
        work->neighbours[k]++;
        work->neighbours[j]++;
        if (own - other <= lesion->alpha && other - own <= lesion->alpha) {
            work->alike[k]++;
            work->alike[j]++;
        }
    }
}

/* A run ends at the voxel whose next is of another level or outside. */
static int count_runs(const Lesion *lesion, int64_t offset, uint32_t *runs, Py_ssize_t longest,
                      Work *work)
{
    const uint16_t *levels = lesion->levels;
    for (Py_ssize_t v = 0; v < lesion->count; v++)
        work->lengths[lesion->voxels[v]] = 1;
    for (Py_ssize_t v = 0; v < lesion->count; v++) {
        int64_t k = lesion->voxels[v];
        uint32_t length = work->lengths[k];
        if (levels[k + offset] == levels[k])
            work->lengths[k + offset] = length + 1;
        else if (length > longest)
            return 0;
        else
            runs[(levels[k] - 1) * longest + length - 1]++;
    }
    return 1;
}

static int count_neighbourhoods(const Lesion *lesion, Counts *counts, const Work *work)
{
    Py_ssize_t width = 0;
    for (Py_ssize_t a = 0; a < lesion->angles; a++)
        width += lesion->kinds[a] & PAIRS ? 2 : 0;
    for (Py_ssize_t v = 0; v < lesion->count; v++) {
        int64_t k = lesion->voxels[v];
        Py_ssize_t level = lesion->levels[k] - 1;
        double difference = 0;
        if (work->alike[k] > width)
            return 0;
        counts->dependences[level * (width + 1) + work->alike[k]]++;
        if (work->neighbours[k])
            difference = fabs((double)lesion->greys[level] -
                              (double)work->sums[k] / work->neighbours[k]);
        counts->tones[2 * level]++;
        counts->tones[2 * level + 1] += difference;
    }
    return 1;
}

/* Zones of one level, their voxels joined in all directions of the runs. */
static int count_zones(const Lesion *lesion, Counts *counts)
{
    uint16_t *left = malloc(sizeof *left * lesion->cells);
    int64_t *stack = malloc(sizeof *stack * (lesion->count + 1));
    int good = left && stack;
    if (good)
        memcpy(left, lesion->levels, sizeof *left * lesion->cells);
    for (Py_ssize_t v = 0; good && v < lesion->count; v++) {
        int64_t size = 0;
        Py_ssize_t top = 0;
        uint16_t level = left[lesion->voxels[v]];
        if (!level)
            continue;
        stack[top++] = lesion->voxels[v];
        left[lesion->voxels[v]] = 0;
        while (top) {
            int64_t k = stack[--top];
            size++;
            for (Py_ssize_t a = 0; a < lesion->angles; a++) {
                if (!(lesion->kinds[a] & RUNS))
                    continue;
                int64_t near[2] = {k + lesion->offsets[a], k - lesion->offsets[a]};
                for (int side = 0; side < 2; side++)
                    if (left[near[side]] == level) {
                        left[near[side]] = 0;
                        stack[top++] = near[side];
                    }
            }
        }
        counts->zones[2 * counts->zone_count] = level - 1;
        counts->zones[2 * counts->zone_count++ + 1] = size;
    }
    free(left);
    free(stack);
    return good;
}

/* 1 where all was counted, 0 where the arrays do not fit each other, -1 without memory. */
static int count_all(const Lesion *lesion, Counts *counts)
{
    Work work = {
        calloc(lesion->cells, sizeof *work.sums),
        calloc(lesion->cells, sizeof *work.neighbours),
        calloc(lesion->cells, sizeof *work.alike),
        calloc(lesion->cells, sizeof *work.lengths),
    };
    int done = work.sums && work.neighbours && work.alike && work.lengths ? 1 : -1;
    Py_ssize_t square = lesion->grey_count * lesion->grey_count;
    Py_ssize_t table = lesion->grey_count * counts->longest;
    for (Py_ssize_t a = 0; done == 1 && a < lesion->angles; a++) {
        if (lesion->kinds[a] & PAIRS)
            count_pairs(lesion, lesion->offsets[a], counts->pairs + a * square, &work);
        if (lesion->kinds[a] & RUNS)
            done = count_runs(lesion, lesion->offsets[a], counts->runs + a * table,
                              counts->longest, &work);
    }
    if (done == 1)
        done = count_neighbourhoods(lesion, counts, &work);
    if (done == 1)
        done = count_zones(lesion, counts) ? 1 : -1;
    free(work.sums);
    free(work.neighbours);
    free(work.alike);
    free(work.lengths);
    return done;
}

/* Whether every buffer has the room its part needs, and begins where its numbers may. */
static int fitting(const Lesion *lesion, const Counts *counts, const Py_buffer *given)
{
    for (int one = 0; one < 10; one++)
        if ((uintptr_t)given[one].buf % sizeof(int64_t))
            return 0;
    Py_ssize_t width = 1, square = lesion->grey_count * lesion->grey_count;
    for (Py_ssize_t a = 0; a < lesion->angles; a++)
        width += lesion->kinds[a] & PAIRS ? 2 : 0;
    return lesion->grey_count > 0 && lesion->grey_count < UINT16_MAX && counts->longest > 0 &&
           lesion->angles <= 4096 && given[3].len == given[2].len &&
           given[5].len >= (Py_ssize_t)sizeof(uint32_t) * lesion->angles * square &&
           counts->longest <= PY_SSIZE_T_MAX / 4096 / 8 / lesion->grey_count &&
           given[6].len >=
               (Py_ssize_t)sizeof(uint32_t) * lesion->angles * lesion->grey_count * counts->longest &&
           given[7].len >= (Py_ssize_t)sizeof(int64_t) * lesion->grey_count * width &&
           given[8].len >= (Py_ssize_t)sizeof(double) * lesion->grey_count * 2 &&
           given[9].len >= (Py_ssize_t)sizeof(int64_t) * lesion->count * 2;
}

PyDoc_STRVAR(count_textures_doc,
"count_textures(levels, voxels, offsets, kinds, greys, alpha, longest, pairs, runs, dependences,\n"
"               tones, zones)\n--\n\n"
"Count every texture matrix of a lesion into arrays of zeros.\n\n"
"levels : uint16, a padded volume of grey level indices from 1, 0 outside; voxels : int64, the\n"
"lesion's places in it, ascending; offsets : int64, above 0, one a direction; kinds : int64, 1 for\n"
"pairs, 2 for runs, 3 for both; greys : int64, the grey levels; alpha : int; longest : int.\n"
"pairs, runs : uint32; dependences, zones : int64; tones : float64.\n"
"Returns the number of zones, or None where the arrays do not fit each other.");

static PyObject *count_textures(PyObject *module, PyObject *args)
{
    Py_buffer given[10];
    Lesion lesion = {0};
    Counts counts = {0};
    long long alpha;
    int done = 0;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*Lnw*w*w*w*w*", &given[0], &given[1], &given[2],
                          &given[3], &given[4], &alpha, &counts.longest, &given[5], &given[6],
                          &given[7], &given[8], &given[9]))
        return NULL;
    lesion.levels = given[0].buf;
    lesion.cells = given[0].len / (Py_ssize_t)sizeof(uint16_t);
    lesion.voxels = given[1].buf;
    lesion.count = given[1].len / (Py_ssize_t)sizeof(int64_t);
    lesion.offsets = given[2].buf;
    lesion.angles = given[2].len / (Py_ssize_t)sizeof(int64_t);
    lesion.kinds = given[3].buf;
    lesion.greys = given[4].buf;
    lesion.grey_count = given[4].len / (Py_ssize_t)sizeof(int64_t);
    lesion.alpha = alpha;
    counts.pairs = given[5].buf;
    counts.runs = given[6].buf;
    counts.dependences = given[7].buf;
    counts.tones = given[8].buf;
    counts.zones = given[9].buf;
    Py_BEGIN_ALLOW_THREADS
    if (given[3].len == given[2].len && fitting(&lesion, &counts, given) && sound(&lesion))
        done = count_all(&lesion, &counts);
    Py_END_ALLOW_THREADS
    for (int one = 0; one < 10; one++)
        PyBuffer_Release(&given[one]);
    if (done < 0)
        return PyErr_NoMemory();
    if (!done)
        Py_RETURN_NONE;
    return PyLong_FromSsize_t(counts.zone_count);
}

static PyMethodDef methods[] = {
    {"count_textures", count_textures, METH_VARARGS, count_textures_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_texture",
    .m_doc = "The texture matrices of a discretised lesion.",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__texture(void)
{
    return PyModuleDef_Init(&module);
}
