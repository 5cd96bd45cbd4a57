/* Depth of target bases from the records of a BAM file, as `samtools depth -s` counts it, without
 * Python's lock.
 *
 * Records come in the order of their places. A run of aligned bases raises the depth where it
 * begins and lowers it where it ends: two additions for each run, not one for each base. These
 * changes lie in a ring that is as long as the longest alignment, so the memory does not grow with
 * the genome.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* SAM specification, section 4.2: the fixed fields of a record, flags and the signs of a CIGAR. */
enum { FIXED = 32, MOST_RECORD = 1 << 29 };
/* No intron is a tenth as long; a false CIGAR would ask for gigabytes. */
enum { MOST_SPAN = 1 << 24 };
enum { PAIRED = 0x1, MATE_UNMAPPED = 0x8, NEVER_COUNTED = 0x704 };
enum { MATCH, INSERTED, DELETED, SKIPPED, SOFT_CLIP, HARD_CLIP, PADDED, EQUAL, DIFFERENT };
/* What a record is to its reader. STRANGE: it is damaged, out of order, or written in a rare way. */
enum { COUNTED, NO_MEMORY = -1, STRANGE = -2 };

typedef struct {
    uint64_t name; /* of a read whose mate may overlap it; 0: a free slot */
    int64_t end;
} Mate;

typedef struct {
    /* For each contig: its length, and where its targets begin among all. */
    int64_t contigs, *lengths, *first;
    int64_t *starts, *stops; /* of targets, 0-based and half-open */
    int64_t least_depth, least_mapping, least_base;
    int64_t contig, target, place, ahead, depth; /* all before place is counted; changes end at ahead */
    int32_t *changes;
    int64_t room; /* of the ring, a power of two */
    Mate *mates;
    size_t slots, mates_held;
    int64_t deep;
} Depth;

static uint32_t number_at(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* ---- places ------------------------------------------------------------------------------ */

/* Sum the changes up to a place; what lies in a target and is deep enough is counted. */
static void sum_until(Depth *of, int64_t stop, int is_target)
{
    int64_t depth = of->depth, deep = 0, mask = of->room - 1;
    for (int64_t place = of->place; place < stop; place++) {
        int32_t *change = of->changes + (place & mask);
        depth += *change;
        *change = 0;
        deep += depth >= of->least_depth;
    }
    of->place = stop;
    of->depth = depth;
    of->deep += is_target ? deep : 0;
}

/* Every place before this one is final. */
static void close_until(Depth *of, int64_t stop)
{
    int64_t last = of->ahead + 1 < stop ? of->ahead + 1 : stop;
    while (of->place < last) {
        int is_left = of->target < of->first[of->contig + 1];
        int64_t start = is_left ? of->starts[of->target] : last;
        if (of->place < start)
            sum_until(of, start < last ? start : last, 0);
        else if (of->place < of->stops[of->target])
            sum_until(of, of->stops[of->target] < last ? of->stops[of->target] : last, 1);
        else
            of->target++;
    }
    if (of->place < stop)
        of->place = stop;
    while (of->target < of->first[of->contig + 1] && of->stops[of->target] <= of->place)
        of->target++;
}

static void begin_contig(Depth *of, int64_t contig)
{
    close_until(of, INT64_MAX);
    of->contig = contig;
    of->target = of->first[contig];
    of->place = 0;
    of->ahead = -1;
    of->depth = 0;
    /* No read of one contig overlaps one of another. */
    memset(of->mates, 0, of->slots * sizeof(Mate));
    of->mates_held = 0;
}

static int make_room(Depth *of, int64_t end)
{
    int64_t room = of->room;
    while (end - of->place >= room)
        room *= 2;
    if (room == of->room)
        return COUNTED;
    int32_t *changes = calloc((size_t)room, sizeof *changes);
    if (!changes)
        return NO_MEMORY;
    for (int64_t place = of->place; place <= of->ahead; place++)
        changes[place & (room - 1)] = of->changes[place & (of->room - 1)];
    free(of->changes);
    of->changes = changes;
    of->room = room;
    return COUNTED;
}

static void add_run(Depth *of, int64_t start, int64_t stop)
{
    if (start < stop) {
        of->changes[start & (of->room - 1)]++;
        of->changes[stop & (of->room - 1)]--;
    }
}

/* ---- mates ------------------------------------------------------------------------------- */

/* FNV-1a, 64 bits: of a billion reads, two among the few that overlap a place hardly ever agree. */
static uint64_t name_of(const uint8_t *at, size_t length)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * 0x100000001b3u;
    return hash ? hash : 1;
}

static size_t slot_of(const Mate *mates, size_t slots, uint64_t name)
{
    size_t slot = (size_t)(name ^ name >> 32) & (slots - 1);
    while (mates[slot].name && mates[slot].name != name)
        slot = (slot + 1) & (slots - 1);
    return slot;
}

/* Leave out reads that ended before this place, and double the table where it is still full. */
static int renew_mates(Depth *of, int64_t place)
{
    size_t held = 0;
    for (size_t slot = 0; slot < of->slots; slot++)
        held += of->mates[slot].name && of->mates[slot].end >= place;
    size_t slots = held * 4 > of->slots ? of->slots * 2 : of->slots;
    Mate *mates = calloc(slots, sizeof *mates);
    if (!mates)
        return NO_MEMORY;
    for (size_t slot = 0; slot < of->slots; slot++)
        if (of->mates[slot].name && of->mates[slot].end >= place)
            mates[slot_of(mates, slots, of->mates[slot].name)] = of->mates[slot];
    free(of->mates);
    of->mates = mates;
    of->slots = slots;
    of->mates_held = held;
    return COUNTED;
}

static void forget_mate(Depth *of, size_t slot)
{
    of->mates[slot].name = 0;
    of->mates_held--;
    /* Those that had to go past this slot move up. */
    for (slot = (slot + 1) & (of->slots - 1); of->mates[slot].name; slot = (slot + 1) & (of->slots - 1)) {
        Mate moved = of->mates[slot];
        of->mates[slot].name = 0;
        of->mates[slot_of(of->mates, of->slots, moved.name)] = moved;
    }
}

/* Where the first read of a pair has ended, if this is the second: its bases before count once. A
 * first read that its mate may overlap is remembered. */
static int end_of_mate(Depth *of, uint64_t name, int64_t start, int64_t end, int may_overlap, int64_t *clip)
{
    size_t slot = slot_of(of->mates, of->slots, name);
    *clip = 0;
    if (of->mates[slot].name) {
        *clip = of->mates[slot].end;
        forget_mate(of, slot);
    } else if (may_overlap) {
        of->mates[slot] = (Mate){name, end};
        if (++of->mates_held * 2 > of->slots)
            return renew_mates(of, start);
    }
    return COUNTED;
}

/* ---- records ----------------------------------------------------------------------------- */

typedef struct {
    const uint8_t *cigar, *qualities;
    uint32_t operations, bases;
} Read;

static int is_aligned(uint32_t sign)
{
    return sign == MATCH || sign == EQUAL || sign == DIFFERENT;
}

static int takes_reference(uint32_t sign)
{
    return is_aligned(sign) || sign == DELETED || sign == SKIPPED;
}

static int takes_bases(uint32_t sign)
{
    return is_aligned(sign) || sign == INSERTED || sign == SOFT_CLIP;
}

/* Add the read's aligned bases between two places; a base of low quality ends a run. */
static void add_read(Depth *of, const Read *read, int64_t place, int64_t from, int64_t end)
{
    int64_t base = 0;
    for (uint32_t i = 0; i < read->operations; i++) {
        uint32_t word = number_at(read->cigar + 4 * i), sign = word & 15;
        int64_t count = word >> 4;
        if (is_aligned(sign)) {
            int64_t start = place > from ? place : from, stop = place + count;
            stop = stop < end ? stop : end;
            if (of->least_base > 0)
                for (int64_t at = start; at < stop; at++) {
                    int64_t own = base + at - place;
                    if (own < read->bases && read->qualities[own] < of->least_base) {
                        add_run(of, start, at);
                        start = at + 1;
                    }
                }
            add_run(of, start, stop);
        }
        place += takes_reference(sign) ? count : 0;
        base += takes_bases(sign) ? count : 0;
    }
}

/* Bases of the reference under a read; -1 where its CIGAR is strange. */
static int64_t reference_length(const Read *read)
{
    int64_t length = 0;
    for (uint32_t i = 0; i < read->operations; i++) {
        uint32_t word = number_at(read->cigar + 4 * i), sign = word & 15;
        if (sign > DIFFERENT)
            return -1;
        length += takes_reference(sign) ? word >> 4 : 0;
    }
    /* Soft clip and skip alone: a CIGAR too long for its field stands in a tag. */
    int is_elsewhere = read->operations == 2 && (number_at(read->cigar) & 15) == SOFT_CLIP
                       && (number_at(read->cigar + 4) & 15) == SKIPPED;
    return is_elsewhere ? -1 : length;
}

static int add_record(Depth *of, const uint8_t *at, uint32_t size)
{
    int64_t contig = (int32_t)number_at(at), start = (int32_t)number_at(at + 4);
    uint32_t flag = at[14] | at[15] << 8, name_length = at[8];
    Read read = {at + FIXED + name_length, NULL, (uint32_t)(at[12] | at[13] << 8), number_at(at + 16)};
    uint64_t needed = (uint64_t)FIXED + name_length + 4ull * read.operations + (read.bases + 1ull) / 2
                      + read.bases;
    if (needed > size || name_length == 0 || contig >= of->contigs || read.bases > INT32_MAX)
        return STRANGE;
    read.qualities = read.cigar + 4 * (size_t)read.operations + (read.bases + 1) / 2;
    if (contig < 0 || flag & NEVER_COUNTED || at[9] < of->least_mapping)
        return COUNTED;
    int64_t length = reference_length(&read), clip = 0;
    if (length < 0 || start < 0 || contig < of->contig || (contig == of->contig && start < of->place))
        return STRANGE;
    if (contig > of->contig)
        begin_contig(of, contig);
    close_until(of, start);
    int64_t end = start + length;
    if ((flag & PAIRED) && !(flag & MATE_UNMAPPED)) {
        int64_t mate_contig = (int32_t)number_at(at + 20), mate_start = (int32_t)number_at(at + 24);
        int may_overlap = mate_start == -1 || (mate_contig == contig && mate_start <= end);
        if (end_of_mate(of, name_of(at + FIXED, name_length - 1), start, end, may_overlap, &clip) < 0)
            return NO_MEMORY;
    }
    end = end < of->lengths[contig] ? end : of->lengths[contig];
    if (end - start > MOST_SPAN)
        return STRANGE;
    if (of->target >= of->first[contig + 1] || end <= of->starts[of->target] || end <= start)
        return COUNTED;
    if (make_room(of, end) < 0)
        return NO_MEMORY;
    of->ahead = of->ahead > end ? of->ahead : end;
    add_read(of, &read, start, clip, end);
    return COUNTED;
}

/* ---- for Python -------------------------------------------------------------------------- */

static const char *KIND = "radiotmb.tmb._depth.Depth";

static void release_depth(PyObject *capsule)
{
    Depth *of = PyCapsule_GetPointer(capsule, KIND);
    free(of->lengths);
    free(of->first);
    free(of->starts);
    free(of->stops);
    free(of->changes);
    free(of->mates);
    free(of);
}

static int64_t *copy_of(const Py_buffer *array)
{
    int64_t *copy = malloc(array->len ? (size_t)array->len : 1);
    if (copy)
        memcpy(copy, array->buf, (size_t)array->len);
    return copy;
}

/* Targets of each contig lie in order and apart; their places among all do too. */
static int are_ordered(const Depth *of, int64_t targets)
{
    if (of->first[0] != 0 || of->first[of->contigs] != targets)
        return 0;
    for (int64_t contig = 0; contig < of->contigs; contig++) {
        int64_t before = 0;
        if (of->first[contig + 1] < of->first[contig] || of->first[contig + 1] > targets)
            return 0;
        for (int64_t i = of->first[contig]; i < of->first[contig + 1]; i++) {
            if (of->starts[i] < before || of->stops[i] <= of->starts[i])
                return 0;
            before = of->stops[i];
        }
    }
    return 1;
}

PyDoc_STRVAR(begin_doc,
"begin(lengths, first, starts, stops, depth, mapping_quality, base_quality)\n--\n\n"
"A count of target bases that has seen no record yet.\n\n"
"lengths : int64, of each contig of the file; first : int64, one more than contigs, where the\n"
"targets of each begin among all; starts, stops : int64, targets 0-based and half-open, in order\n"
"and apart; depth : reads a base needs, at least 1; qualities : the least that count.");

static PyObject *begin(PyObject *module, PyObject *args)
{
    Py_buffer held[4];
    long long depth, mapping, base;
    PyObject *capsule = NULL;
    if (!PyArg_ParseTuple(args, "y*y*y*y*LLL", &held[0], &held[1], &held[2], &held[3], &depth, &mapping,
                          &base))
        return NULL;
    Depth *of = calloc(1, sizeof *of);
    if (of && (capsule = PyCapsule_New(of, KIND, release_depth))) {
        of->contigs = held[0].len / 8;
        of->lengths = copy_of(&held[0]);
        of->first = copy_of(&held[1]);
        of->starts = copy_of(&held[2]);
        of->stops = copy_of(&held[3]);
        of->least_depth = depth;
        of->least_mapping = mapping;
        of->least_base = base;
        of->room = 1 << 12;
        of->changes = calloc((size_t)of->room, sizeof *of->changes);
        of->slots = 1 << 12;
        of->mates = calloc(of->slots, sizeof *of->mates);
        of->ahead = -1;
        int is_whole = of->lengths && of->first && of->starts && of->stops && of->changes && of->mates;
        int is_good = is_whole && held[1].len == held[0].len + 8 && held[2].len == held[3].len
                      && depth >= 1 && of->contigs > 0 && are_ordered(of, held[2].len / 8);
        if (!is_good) {
            Py_CLEAR(capsule);
            if (is_whole)
                PyErr_SetString(PyExc_ValueError, "targets out of order, or arrays of other lengths");
            else
                PyErr_NoMemory();
        }
    } else if (of) {
        free(of);
    } else
        PyErr_NoMemory();
    for (int i = 0; i < 4; i++)
        PyBuffer_Release(&held[i]);
    return capsule;
}

PyDoc_STRVAR(add_doc,
"add(count, text)\n--\n\n"
"Add the whole records that a text begins with. Returns the bytes they take, or None where one is\n"
"damaged, out of order, or has its CIGAR in a tag: the count is of no use then.");

static PyObject *add(PyObject *module, PyObject *args)
{
    PyObject *capsule;
    Py_buffer text;
    if (!PyArg_ParseTuple(args, "Oy*", &capsule, &text))
        return NULL;
    Depth *of = PyCapsule_GetPointer(capsule, KIND);
    int state = COUNTED;
    Py_ssize_t at = 0;
    if (of) {
        Py_BEGIN_ALLOW_THREADS
        const uint8_t *bytes = text.buf;
        while (state == COUNTED && text.len - at >= 4) {
            uint32_t size = number_at(bytes + at);
            if (size < FIXED || size > MOST_RECORD)
                state = STRANGE;
            else if (text.len - at - 4 < (Py_ssize_t)size)
                break;
            else
                state = add_record(of, bytes + at + 4, size);
            at += 4 + (Py_ssize_t)size;
        }
        Py_END_ALLOW_THREADS
    }
    PyBuffer_Release(&text);
    if (!of)
        return NULL;
    if (state == NO_MEMORY)
        return PyErr_NoMemory();
    if (state == STRANGE)
        Py_RETURN_NONE;
    return PyLong_FromSsize_t(at);
}

PyDoc_STRVAR(end_doc,
"end(count)\n--\n\n"
"How many target bases are deep enough, once every record was added.");

static PyObject *end(PyObject *module, PyObject *capsule)
{
    Depth *of = PyCapsule_GetPointer(capsule, KIND);
    if (!of)
        return NULL;
    close_until(of, INT64_MAX);
    return PyLong_FromLongLong(of->deep);
}

static PyMethodDef methods[] = {
    {"begin", begin, METH_VARARGS, begin_doc},
    {"add", add, METH_VARARGS, add_doc},
    {"end", end, METH_O, end_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_depth",
    .m_doc = "Depth of target bases from the records of a BAM file.",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__depth(void)
{
    return PyModuleDef_Init(&module);
}
