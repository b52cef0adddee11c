#!/bin/bash
# Compares the kernels of this machine's levels with portable C; "levels.sh aarch64" does it for NEON under an emulator
# (Debian: clang binutils-aarch64-linux-gnu libc6-dev-arm64-cross libgcc-12-dev-arm64-cross qemu-user).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernels=$here/../../Sources/CKernels
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
clang=${CC:-clang}
if [ "${1:-}" = aarch64 ]; then
  libraries=(/usr/lib/gcc-cross/aarch64-linux-gnu/*)
  flags=(--target=aarch64-linux-gnu -I/usr/aarch64-linux-gnu/include -B"${libraries[-1]}" -L"${libraries[-1]}"
    -L/usr/aarch64-linux-gnu/lib -B/usr/aarch64-linux-gnu/lib -fuse-ld=/usr/bin/aarch64-linux-gnu-ld)
  emulator=(qemu-aarch64 -L /usr/aarch64-linux-gnu)
else
  flags=() emulator=()
fi
"$clang" -O2 -Wno-unused-command-line-argument "${flags[@]}" -I"$kernels/include" "$kernels"/*.c "$here/levels.c" -lm -o "$folder/levels"
"${emulator[@]}" "$folder/levels"
