"""A power cut: whatever was written and not synced is gone. A small library under the program keeps what each sync made safe.

Loaded before the system's own (``LD_PRELOAD``), it copies a file beside itself whenever the program syncs it. The cut then
puts these copies in place of the files: a write that was never synced never happened.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static void keep(int fd) {
    char link[64], name[4096], kept[4200], made[4210];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length <= 0 || name[0] != '/') return;
    name[length] = 0;
    if (!strstr(name, ".db")) return;
    snprintf(kept, sizeof kept, "%s.synced", name);
    snprintf(made, sizeof made, "%s.new", kept);
    struct stat st;
    int in = open(name, O_RDONLY);
    if (in < 0) return;
    int out = open(made, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (out >= 0 && fstat(in, &st) == 0) {
        off_t at = 0;
        while (at < st.st_size && sendfile(out, in, &at, st.st_size - at) > 0) {}
        close(out);
        rename(made, kept);
    }
    close(in);
}

int fsync(int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    int done = real(fd);
    if (done == 0) keep(fd);
    return done;
}

int fdatasync(int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    int done = real(fd);
    if (done == 0) keep(fd);
    return done;
}
"""
KEPT = ".synced"


def library(folder: Path) -> Path:
    """The library, built. Skips the test where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("no C compiler here to build what remembers each sync")
    source, made = folder / "power.c", folder / "power.so"
    source.write_text(SOURCE)
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl"], check=True, timeout=60)
    return made


def is_safe_now(folder: Path) -> None:
    """What is in these files counts as synced: they were made before the story began."""
    for file in files(folder):
        shutil.copy(file, f"{file}{KEPT}")


def cut(folder: Path) -> int:
    """The power goes: every database file is as it was synced last. Returns how many bytes never reached the disk."""
    lost = 0
    for file in files(folder):
        kept = Path(f"{file}{KEPT}")
        before = file.read_bytes()
        if file.name.endswith("-shm") or not kept.exists():
            file.unlink()  # never synced, and with it its name
            lost += len(before)
            continue
        after = kept.read_bytes()
        lost += abs(len(before) - len(after)) + sum(a != b for a, b in zip(before, after, strict=False))
        shutil.copy(kept, file)
    return lost


def files(folder: Path) -> list[Path]:
    """The database with its journal."""
    found = [Path(place) / name for place, _, names in os.walk(folder) for name in names]
    return [file for file in found if file.name.endswith((".db", ".db-wal", ".db-shm", ".db-journal"))]
