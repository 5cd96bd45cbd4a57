"""Spectra count each substitution on the strand of its pyrimidine."""

import itertools

import pysam
import pytest

from radiotmb.tmb import burden_of_files, read_assay
from radiotmb.tmb.alleles import Reference
from radiotmb.tmb.spectrum import SBS6, SBS96, context, plot_spectrum, substitution

PAIR = {"A": "T", "C": "G", "G": "C", "T": "A"}


def test_twelve_changes_are_six_classes_of_two_strands():
    classes = {}
    for ref, alt in itertools.permutations("ACGT", 2):
        classes.setdefault(substitution(ref, alt), set()).add((ref, alt))
        assert substitution(ref, alt) == substitution(PAIR[ref], PAIR[alt])
    assert set(classes) == set(SBS6)
    assert all(len(changes) == 2 for changes in classes.values())


def test_a_context_is_the_same_from_either_strand(write):
    forward = "ACGTTGCAACCGGTATCGAT"
    reverse = "".join(PAIR[base] for base in reversed(forward))
    path = write("r.fa", f">f\n{forward}\n>r\n{reverse}\n")
    pysam.faidx(str(path))
    fasta = Reference(path)
    for place in range(1, len(forward) - 1):
        ref = forward[place]
        for alt in set("ACGT") - {ref}:
            one = context(fasta, "f", place + 1, ref, alt)
            other = context(fasta, "r", len(forward) - place, PAIR[ref], PAIR[alt])
            assert one == other
            assert one in SBS96
    assert context(fasta, "f", 1, "A", "C") is None
    assert context(fasta, "f", 3, "A", "C") is None  # the reference has G there


def test_a_samples_spectrum_sums_to_its_snvs(lab, write):
    path = write("r.fa", ">chr1\n" + "ACGTTGCAACCGGTATCGATACGTTGCAACCGGTATCGAT\n")
    pysam.faidx(str(path))
    calls = [
        lab.Call(pos=2, ref="C", alt="T"),
        lab.Call(pos=3, ref="G", alt="A"),
        lab.Call(pos=7, ref="C", alt="A"),
        lab.Call(pos=9, ref="AA", alt="A", kind="frameshift"),
        lab.Call(pos=11, ref="C", alt="T", kind="synonymous"),
    ]
    vcf = write("s.vcf", lab.vcf_text(calls))
    spectrum = burden_of_files([vcf], read_assay("study"), reference=path).spectrum
    six = spectrum[spectrum["spectrum"] == "SBS6"].set_index("channel")["count"]
    assert six.to_dict() == {"C>A": 1, "C>G": 0, "C>T": 2, "T>A": 0, "T>C": 0, "T>G": 0}
    many = spectrum[spectrum["spectrum"] == "SBS96"].set_index("channel")["count"]
    assert len(many) == 96
    assert many[many > 0].to_dict() == {"A[C>T]G": 2, "G[C>A]A": 1}
    figure = plot_spectrum(spectrum, "s")
    assert len(figure.axes[0].patches) == 96
    with pytest.raises(ValueError, match="nobody"):
        plot_spectrum(spectrum, "nobody")
