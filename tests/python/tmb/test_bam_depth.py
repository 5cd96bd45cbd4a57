"""Deep bases of a BAM: those of samtools depth, whatever the reads, targets and threads."""

import os
import struct

import pysam
import pysam.samtools
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.tmb import callable_bases
from radiotmb.tmb.bam_depth import deep_bases
from radiotmb.tmb.bgzf import END_OF_FILE
from radiotmb.tmb.intervals import read_bed

LENGTHS = (700, 600)
MATCH, INSERTED, DELETED, SKIPPED, SOFT, HARD, PADDED, EQUAL, DIFFERENT = range(9)


@st.composite
def cigars(draw):
    middle = st.tuples(
        st.sampled_from([MATCH, MATCH, INSERTED, DELETED, SKIPPED, PADDED, EQUAL, DIFFERENT]),
        st.integers(1, 40),
    )
    clip = st.lists(st.tuples(st.just(SOFT), st.integers(1, 5)), max_size=1)
    hard = st.lists(st.tuples(st.just(HARD), st.integers(1, 5)), max_size=1)
    found = [(MATCH, draw(st.integers(1, 30)))]
    found += draw(st.lists(middle, max_size=4))
    return [*draw(hard), *draw(clip), *found, *draw(clip)]


READS = st.lists(
    st.fixed_dictionaries(
        {
            "contig": st.sampled_from([0, 0, 0, 1]),
            "start": st.integers(0, 120),
            "cigar": cigars(),
            "name": st.integers(0, 12),
            # Paired and both mapped, alone, mate unmapped, secondary, failed, duplicate,
            # supplementary, reverse.
            "flag": st.sampled_from([0x1, 0x1, 0x1, 0, 0x9, 0x101, 0x201, 0x401, 0x801, 0x11]),
            "mate": st.one_of(st.just((-1, -1)), st.tuples(st.integers(0, 1), st.integers(0, 220))),
            "mapping": st.integers(0, 60),
            "quality": st.integers(0, 40),
        }
    ),
    min_size=5,
    max_size=40,
)
TARGETS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 250), st.integers(20, 200)), min_size=1, max_size=8
)


def write_bam(path, reads, lengths=LENGTHS):
    header = {
        "HD": {"VN": "1.6", "SO": "coordinate"},
        "SQ": [{"SN": f"chr{i + 1}", "LN": length} for i, length in enumerate(lengths)],
    }
    with pysam.AlignmentFile(str(path), "wb", header=header) as bam:
        for one in sorted(reads, key=lambda read: (read["contig"], read["start"])):
            read = pysam.AlignedSegment(bam.header)
            read.query_name, read.flag = f"{one['name']}", one["flag"]
            read.reference_id, read.reference_start = one["contig"], one["start"]
            read.mapping_quality = one["mapping"]
            read.next_reference_id, read.next_reference_start = one["mate"]
            bases = sum(n for sign, n in one["cigar"] if sign in (0, 1, 4, 7, 8))
            read.query_sequence = "A" * bases
            read.query_qualities = [(one["quality"] + 7 * i) % 41 for i in range(bases)]
            read.cigartuples = one["cigar"]
            bam.write(read)
    return path


def by_samtools(bam, bed, min_depth, mapping, base):
    said = pysam.samtools.depth("-s", "-b", str(bed), "-Q", str(mapping), "-q", str(base), str(bam))
    return sum(int(line.split("\t")[2]) >= min_depth for line in said.splitlines())


def counted(bam, bed, min_depth=1, qualities=(0, 0), threads=1, lengths=LENGTHS):
    places = {"1": 0, "2": 1}
    targets = {places[chrom]: found for chrom, found in read_bed(bed).merged.items()}
    return deep_bases(bam, lengths, targets, min_depth, qualities, threads)


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(READS, TARGETS, st.integers(1, 4), st.sampled_from([0, 0, 30]), st.sampled_from([0, 0, 20]))
def test_the_bases_are_those_of_samtools(tmp_path, reads, targets, min_depth, mapping, base):
    # samtools takes a read for the mate of one of its name on another contig.
    reads = [{**read, "name": f"{read['contig']}-{read['name']}"} for read in reads]
    bam = write_bam(tmp_path / "a.bam", reads)
    bed = tmp_path / "t.bed"
    bed.write_text("".join(f"chr{c + 1}\t{start}\t{start + n}\n" for c, start, n in targets))
    found = counted(bam, bed, min_depth, (mapping, base))
    assert found == by_samtools(bam, bed, min_depth, mapping, base)


def test_a_read_is_no_mate_of_one_on_another_contig(tmp_path, write):
    # Its mate's place is unknown: samtools leaves out what the second has before the first's end.
    read = {"start": 100, "cigar": [(MATCH, 50)], "name": 1, "flag": 1, "mate": (-1, -1),
            "mapping": 60, "quality": 20}  # fmt: skip
    bam = write_bam(tmp_path / "a.bam", [{**read, "contig": 0}, {**read, "contig": 1}])
    assert counted(bam, write("t.bed", "chr1\t0\t600\nchr2\t0\t600\n")) == 100


def test_a_base_after_the_end_of_its_contig_is_none(tmp_path, write):
    read = {"contig": 0, "start": 90, "cigar": [(MATCH, 50)], "name": 1, "flag": 0,
            "mate": (-1, -1), "mapping": 60, "quality": 20}  # fmt: skip
    bam = write_bam(tmp_path / "a.bam", [read], lengths=(100,))
    assert counted(bam, write("t.bed", "chr1\t0\t200\n"), lengths=(100,)) == 10


@pytest.fixture
def pairs(tmp_path):
    """9,000 pairs in several members, spliced reads among them, mates that overlap or are gone."""
    reads = []
    for number in range(9000):
        start, size = number * 3, 80 + number % 120
        gap = 70_000 if number % 50 == 0 else 1
        cigar = [(MATCH, 60), (SKIPPED if gap > 1 else DELETED, gap), (MATCH, 40)]
        places = (start, start + size)
        for own, mate in (places, places[::-1]):
            if own == places[1] and number % 11 == 0:
                continue
            reads.append(
                {"contig": 0, "start": own, "cigar": cigar, "name": number, "flag": 1,
                 "mate": (0, mate), "mapping": 60, "quality": number % 41}
            )  # fmt: skip
    return write_bam(tmp_path / "pairs.bam", reads, lengths=(120_000, 500))


def test_records_lie_across_pieces_and_alignments_over_the_ring(pairs, write, monkeypatch):
    bed = write("t.bed", "chr1\t100\t9000\nchr1\t9100\t9105\nchr1\t69000\t120000\n")
    for min_depth, base in ((1, 0), (50, 0), (40, 20)):
        wanted = by_samtools(pairs, bed, min_depth, 0, base)
        assert wanted > 0
        for threads in (1, 2, 4):
            found = counted(pairs, bed, min_depth, (0, base), threads, (120_000, 500))
            assert found == wanted
    # As small as a piece may be: a member each.
    monkeypatch.setattr("radiotmb.tmb.bgzf._RUN_BYTES", 1 << 16)
    assert counted(pairs, bed, 50, threads=3, lengths=(120_000, 500)) == by_samtools(
        pairs, bed, 50, 0, 0
    )


def test_reads_of_two_contigs_never_overlap(tmp_path, write):
    """The second of a pair starts before the place where the first ended, on another contig."""
    first = {"contig": 0, "start": 184, "cigar": [(MATCH, 10)], "name": 1, "flag": 0x1,
             "mate": (-1, -1), "mapping": 60, "quality": 20}  # fmt: skip
    bam = write_bam(tmp_path / "a.bam", [first])
    with pysam.AlignmentFile(str(bam)) as source:
        one, header = next(source.fetch(until_eof=True)), source.header
    path = tmp_path / "pair.bam"
    with pysam.AlignmentFile(str(path), "wb", header=header) as target:
        target.write(one)
        one.reference_id, one.reference_start = 1, 160
        target.write(one)
    bed = write("t.bed", "chr1\t180\t200\nchr2\t150\t200\n")
    assert counted(path, bed) == 20


def test_a_record_longer_than_a_piece(tmp_path, write):
    # 300,000 bases: five members.
    read = {"contig": 0, "start": 10, "cigar": [(MATCH, 300_000)], "name": 1, "flag": 0,
            "mate": (-1, -1), "mapping": 60, "quality": 20}  # fmt: skip
    reads = [read, {**read, "start": 5, "cigar": [(MATCH, 10)]}]
    bam = write_bam(tmp_path / "long.bam", reads, lengths=(400_000,))
    bed = write("t.bed", "chr1\t0\t400000\n")
    assert counted(bam, bed, 1, lengths=(400_000,)) == 300_005
    assert counted(bam, bed, 2, lengths=(400_000,)) == 5


def test_a_cigar_in_a_tag_is_left_to_samtools(tmp_path, write):
    # More operations than the field of a record can count: they stand in the tag CG.
    read = {"contig": 0, "start": 0, "cigar": [(MATCH, 1), (DELETED, 1)] * 33_000 + [(MATCH, 1)],
            "name": 1, "flag": 0, "mate": (-1, -1), "mapping": 60, "quality": 20}  # fmt: skip
    bam = write_bam(tmp_path / "long.bam", [read], lengths=(100_000,))
    bed = write("t.bed", "chr1\t0\t100000\n")
    assert counted(bam, bed, lengths=(100_000,)) is None
    assert callable_bases(bam, bed, 1).callable_bases == 33_001


def test_an_alignment_that_is_not_sorted_is_refused(tmp_path, write):
    read = {"contig": 0, "start": 50, "cigar": [(MATCH, 10)], "name": 1, "flag": 0,
            "mate": (-1, -1), "mapping": 60, "quality": 20}  # fmt: skip
    sorted_bam = write_bam(tmp_path / "s.bam", [read, {**read, "start": 90}])
    with pysam.AlignmentFile(str(sorted_bam)) as bam:
        records, header = list(bam.fetch(until_eof=True)), bam.header
    path = tmp_path / "unsorted.bam"
    with pysam.AlignmentFile(str(path), "wb", header=header) as bam:
        for record in records[::-1]:
            bam.write(record)
    bed = write("t.bed", "chr1\t0\t400\n")
    assert counted(path, bed) is None
    with pytest.raises(InputError, match="depth cannot be read"):
        callable_bases(path, bed, 1)


def test_a_bam_cut_between_two_members_is_refused(pairs, write):
    bed = write("t.bed", "chr1\t0\t120000\n")
    whole = pairs.read_bytes()
    assert whole.endswith(END_OF_FILE)
    pairs.write_bytes(whole.removesuffix(END_OF_FILE))
    with pytest.raises(InputError, match="EOF"):
        callable_bases(pairs, bed, 1)


def test_damage_is_refused_and_never_counted(pairs, write, tmp_path):
    bed = write("t.bed", "chr1\t0\t120000\n")
    whole, wanted = pairs.read_bytes(), counted(pairs, bed, 1, lengths=(120_000, 500))
    damaged = tmp_path / "damaged.bam"
    for place in range(20, len(whole) - 40, len(whole) // 60):
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        # A byte that gzip does not look at (a date) changes nothing.
        assert counted(damaged, bed, 1, lengths=(120_000, 500)) in (None, wanted)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(READS, st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1))
def test_a_record_that_claims_anything_ends_no_process(tmp_path, reads, changes):
    bam = write_bam(tmp_path / "a.bam", reads)
    with pysam.BGZFile(str(bam)) as stream:
        text = bytearray(stream.read())
    start = 12 + struct.unpack_from("<i", text, 4)[0]
    for place, value in changes:
        if start + place < len(text):
            text[start + place] = value
    with pysam.BGZFile(str(bam), "wb") as stream:
        stream.write(bytes(text))
    bed = tmp_path / "t.bed"
    bed.write_text("chr1\t0\t300\nchr2\t20\t250\n")
    for base in (0, 20):
        found = counted(bam, bed, 2, (0, base))
        assert found is None or 0 <= found <= 530


@pytest.mark.skipif(os.name == "nt", reason="a process's peak of memory is told in another way")
def test_memory_does_not_grow_with_the_genome(tmp_path, write):
    import resource

    read = {"contig": 0, "start": 0, "cigar": [(MATCH, 100)], "name": 1, "flag": 0,
            "mate": (-1, -1), "mapping": 60, "quality": 20}  # fmt: skip
    reads = [{**read, "start": place} for place in range(0, 2_000_000_000, 100_000_000)]
    bam = write_bam(tmp_path / "far.bam", reads, lengths=(2_000_000_100,))
    bed = write("t.bed", "chr1\t0\t2000000000\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert counted(bam, bed, 1, lengths=(2_000_000_100,)) == 2000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_false_cigar_asks_for_no_memory(tmp_path, write):
    """A skip of 2^28 - 1 bases, four times: depths of a billion places for one read."""
    read = {"contig": 0, "start": 0, "cigar": [(MATCH, 9), (SKIPPED, 2**28 - 1)] * 4 + [(MATCH, 9)],
            "name": 1, "flag": 0, "mate": (-1, -1), "mapping": 60, "quality": 20}  # fmt: skip
    bam = write_bam(tmp_path / "skip.bam", [read], lengths=(2_000_000_000,))
    bed = write("t.bed", "chr1\t0\t2000000000\n")
    assert counted(bam, bed, lengths=(2_000_000_000,)) is None
