/* The texture matrices of a discretised lesion, each counted once for all. Without Python's lock.
 *
 * Time is linear in voxels, and no step branches on what a voxel holds: a texture is what a
 * processor cannot foresee. What is not to be counted goes to row or column 0 of a table, which
 * belongs to the voxels outside. The sums of the neighbourhood grey tone difference matrix are
 * taken in the order of the voxels. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS = 1, RUNS = 2, CHUNK = 256, MOST_DIRECTIONS = 4096, LARGEST_GREY = 200000 };

/* Voxels that follow each other in memory, which is along x. */
typedef struct {
    int64_t start, stop;
} Row;

typedef struct {
    const uint16_t *levels; /* 0 outside the lesion, else the index of a grey level and 1 */
    Py_ssize_t cells;
    const int64_t *voxels; /* the lesion's, ascending */
    Py_ssize_t count;
    const int64_t *offsets, *kinds;
    Py_ssize_t angles;
    const int64_t *greys;
    Py_ssize_t grey_count;
    int32_t alpha;
    Row *rows;
    Py_ssize_t row_count;
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
    uint32_t *pairs, *runs; /* with row and column 0 for what is not counted */
    uint32_t *cells;        /* length of the run that ends here, then the zone's node */
    int32_t *greys;         /* 0 outside the lesion */
    uint32_t *parents;
} Work;

/* All that is looked up lies inside the volume, and no sum of grey levels is too large. */
static int sound(Lesion *lesion)
{
    int64_t reach = 0, before = -1;
    Py_ssize_t inside = 0;
    if (lesion->count >= UINT32_MAX)
        return 0;
    for (Py_ssize_t g = 0; g < lesion->grey_count; g++)
        if (lesion->greys[g] > LARGEST_GREY || lesion->greys[g] < -LARGEST_GREY)
            return 0;
    for (Py_ssize_t a = 0; a < lesion->angles; a++) {
        if (lesion->offsets[a] <= 0 || lesion->offsets[a] >= lesion->cells)
            return 0;
        if (lesion->offsets[a] > reach)
            reach = lesion->offsets[a];
    }
    lesion->row_count = 0;
    for (Py_ssize_t v = 0; v < lesion->count; v++) {
        int64_t k = lesion->voxels[v];
        if (k <= before || k < reach || k >= lesion->cells - reach || !lesion->levels[k])
            return 0;
        lesion->row_count += v == 0 || k != before + 1;
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

static void find_rows(Lesion *lesion)
{
    Py_ssize_t rows = 0;
    for (Py_ssize_t v = 0; v < lesion->count; v++) {
        int64_t k = lesion->voxels[v];
        if (v == 0 || k != lesion->rows[rows - 1].stop)
            lesion->rows[rows++].start = k;
        lesion->rows[rows - 1].stop = k + 1;
    }
}

static void count_pairs(const Lesion *lesion, int64_t offset, uint32_t *counts, Work *work)
{
    Py_ssize_t greys = lesion->grey_count, width = greys + 1;
    const uint16_t *levels = lesion->levels;
    uint32_t *table = work->pairs;
    memset(table, 0, sizeof *table * width * width);
    for (Py_ssize_t r = 0; r < lesion->row_count; r++)
        for (int64_t k = lesion->rows[r].start; k < lesion->rows[r].stop; k++)
            table[levels[k] * width + levels[k + offset]]++;
    for (Py_ssize_t level = 0; level < greys; level++)
        memcpy(counts + level * greys, table + (level + 1) * width + 1, sizeof *table * greys);
}

/* A run ends at the voxel whose next is of another level or outside. */
static int count_runs(const Lesion *lesion, int64_t offset, uint32_t *counts, Py_ssize_t longest,
                      Work *work)
{
    Py_ssize_t width = longest + 1;
    const uint16_t *levels = lesion->levels;
    uint32_t *table = work->runs, *lengths = work->cells;
    memset(table, 0, sizeof *table * (lesion->grey_count + 1) * width);
    for (Py_ssize_t r = 0; r < lesion->row_count; r++)
        for (int64_t k = lesion->rows[r].start; k < lesion->rows[r].stop; k++) {
            uint16_t level = levels[k];
            uint32_t goes_on = -(uint32_t)(levels[k - offset] == level);
            uint32_t length = 1 + (lengths[k - offset] & goes_on);
            lengths[k] = length;
            if (length > longest)
                return 0;
            table[(level & -(levels[k + offset] != level)) * width + length]++;
        }
    for (Py_ssize_t level = 0; level < lesion->grey_count; level++)
        memcpy(counts + level * longest, table + (level + 1) * width + 1, sizeof *table * longest);
    return 1;
}

/* Of each voxel in a part of a row: its neighbours, the sum of their grey levels, those alike. */
static void look_around(const Lesion *lesion, int64_t start, Py_ssize_t length, const int32_t *greys,
                        int32_t *restrict neighbours, int32_t *restrict sums,
                        int32_t *restrict alike)
{
    int32_t alpha = lesion->alpha;
    for (Py_ssize_t i = 0; i < length; i++)
        neighbours[i] = sums[i] = alike[i] = 0;
    for (Py_ssize_t a = 0; a < 2 * lesion->angles; a++) {
        if (!(lesion->kinds[a / 2] & PAIRS))
            continue;
        int64_t offset = a % 2 ? -lesion->offsets[a / 2] : lesion->offsets[a / 2];
        const uint16_t *there = lesion->levels + start + offset;
        const int32_t *own = greys + start, *other = greys + start + offset;
        for (Py_ssize_t i = 0; i < length; i++) {
            int32_t inside = there[i] != 0, apart = own[i] - other[i];
            neighbours[i] += inside;
            sums[i] += other[i];
            alike[i] += inside & (apart <= alpha) & (-apart <= alpha);
        }
    }
}

static void count_neighbourhoods(const Lesion *lesion, Counts *counts, Work *work)
{
    int32_t neighbours[CHUNK], sums[CHUNK], alike[CHUNK];
    double differences[CHUNK];
    Py_ssize_t width = 1;
    for (Py_ssize_t a = 0; a < lesion->angles; a++)
        width += lesion->kinds[a] & PAIRS ? 2 : 0;
    for (Py_ssize_t v = 0; v < lesion->count; v++) {
        int64_t k = lesion->voxels[v];
        work->greys[k] = (int32_t)lesion->greys[lesion->levels[k] - 1];
    }
    for (Py_ssize_t r = 0; r < lesion->row_count; r++)
        for (int64_t start = lesion->rows[r].start; start < lesion->rows[r].stop; start += CHUNK) {
            int64_t left = lesion->rows[r].stop - start;
            Py_ssize_t length = left < CHUNK ? left : CHUNK;
            look_around(lesion, start, length, work->greys, neighbours, sums, alike);
            for (Py_ssize_t i = 0; i < length; i++) {
                double mean = (double)sums[i] / (neighbours[i] ? neighbours[i] : 1);
                differences[i] = neighbours[i] ? fabs((double)work->greys[start + i] - mean) : 0;
            }
            for (Py_ssize_t i = 0; i < length; i++) {
                Py_ssize_t level = lesion->levels[start + i] - 1;
                counts->dependences[level * width + alike[i]]++;
                counts->tones[2 * level]++;
                counts->tones[2 * level + 1] += differences[i];
            }
        }
}

/* The first node of a node's zone; the way there is halved for the next that asks. */
static uint32_t first_of(uint32_t *parents, uint32_t node)
{
    while (parents[node] != node)
        node = parents[node] = parents[parents[node]];
    return node;
}

/* Zones of one level, their voxels joined in all directions of the runs. */
static void count_zones(const Lesion *lesion, Counts *counts, Work *work)
{
    const uint16_t *levels = lesion->levels;
    uint32_t *nodes = work->cells, *parents = work->parents, count = 0;
    int64_t offsets[MOST_DIRECTIONS], near[MOST_DIRECTIONS], *zones = counts->zones;
    Py_ssize_t directions = 0;
    for (Py_ssize_t a = 0; a < lesion->angles; a++)
        if (lesion->kinds[a] & RUNS)
            offsets[directions++] = lesion->offsets[a];
    for (Py_ssize_t r = 0; r < lesion->row_count; r++)
        for (int64_t k = lesion->rows[r].start; k < lesion->rows[r].stop; k++) {
            Py_ssize_t alike = 0;
            for (Py_ssize_t a = 0; a < directions; a++) {
                near[alike] = k - offsets[a];
                alike += levels[k - offsets[a]] == levels[k];
            }
            uint32_t node = count;
            if (alike)
                node = first_of(parents, nodes[near[0]]);
            else {
                parents[node] = node;
                zones[2 * (int64_t)node] = levels[k] - 1;
                zones[2 * (int64_t)node + 1] = 0;
                count++;
            }
            for (Py_ssize_t n = 1; n < alike; n++) {
                uint32_t other = first_of(parents, nodes[near[n]]);
                if (other == node)
                    continue;
                uint32_t later = other > node ? other : node;
                node = other < node ? other : node;
                parents[later] = node;
                zones[2 * (int64_t)node + 1] += zones[2 * (int64_t)later + 1];
            }
            nodes[k] = node;
            zones[2 * (int64_t)node + 1]++;
        }
    for (uint32_t node = 0; node < count; node++)
        if (parents[node] == node) {
            zones[2 * counts->zone_count] = zones[2 * (int64_t)node];
            zones[2 * counts->zone_count++ + 1] = zones[2 * (int64_t)node + 1];
        }
}

/* 1 where all was counted, 0 where the arrays do not fit each other, -1 without memory. */
static int count_all(Lesion *lesion, Counts *counts)
{
    Py_ssize_t greys = lesion->grey_count, longest = counts->longest;
    Work work = {
        malloc(sizeof *work.pairs * (greys + 1) * (greys + 1)),
        malloc(sizeof *work.runs * (greys + 1) * (longest + 1)),
        calloc(lesion->cells, sizeof *work.cells),
        calloc(lesion->cells, sizeof *work.greys),
        malloc(sizeof *work.parents * (lesion->count + 1)),
    };
    lesion->rows = malloc(sizeof *lesion->rows * (lesion->row_count + 1));
    int room = work.pairs && work.runs && work.cells && work.greys && work.parents;
    int done = room && lesion->rows ? 1 : -1;
    if (done == 1)
        find_rows(lesion);
    for (Py_ssize_t a = 0; done == 1 && a < lesion->angles; a++) {
        if (lesion->kinds[a] & PAIRS)
            count_pairs(lesion, lesion->offsets[a], counts->pairs + a * greys * greys, &work);
        if (lesion->kinds[a] & RUNS)
            done = count_runs(lesion, lesion->offsets[a], counts->runs + a * greys * longest,
                              longest, &work);
    }
    if (done == 1) {
        count_neighbourhoods(lesion, counts, &work);
        count_zones(lesion, counts, &work);
    }
    free(work.pairs);
    free(work.runs);
    free(work.cells);
    free(work.greys);
    free(work.parents);
    free(lesion->rows);
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
           lesion->angles <= MOST_DIRECTIONS && given[3].len == given[2].len &&
           given[5].len >= (Py_ssize_t)sizeof(uint32_t) * lesion->angles * square &&
           counts->longest <= PY_SSIZE_T_MAX / MOST_DIRECTIONS / 8 / lesion->grey_count &&
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
    lesion.alpha = alpha > INT32_MAX ? INT32_MAX : alpha < -1 ? -1 : (int32_t)alpha;
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
