#!/usr/bin/env bash
# Compiles the kernel probe, or another program of this folder: build.sh OUTPUT.o [NAME.bpf.c]
# Does nothing when the object is newer than every C source and header here. The environment variable TARGET_MACHINE
# names another processor than this machine's, as uname -m does: aarch64.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:?usage: build.sh OUTPUT.o [NAME.bpf.c]}
source=$here/${2:-tcp_events.bpf.c}

if [[ -e $out && -z $(find "$here" \( -name '*.c' -o -name '*.h' -o -name build.sh \) -newer "$out" -print -quit) ]]; then
  exit 0
fi

clang=${CLANG:-clang}
if ! command -v "$clang" >/dev/null; then
  echo "clang is needed to compile the kernel probe (Debian: apt-get install clang libbpf-dev)," >&2
  echo "or leave the probe out with -Dbpf.skip=true" >&2
  exit 1
fi

machine=${TARGET_MACHINE:-$(uname -m)}
case $machine in
  x86_64) arch=x86 ;;
  aarch64) arch=arm64 ;;
  riscv64) arch=riscv ;;
  *) arch=$machine ;;
esac

# Where Debian has the headers of a processor; the second is where its cross compilers look.
headers=/usr/include/$machine-linux-gnu
[[ -d $headers ]] || headers=/usr/$machine-linux-gnu/include

mkdir -p "$(dirname "$out")"
"$clang" -O2 -g -target bpf "-D__TARGET_ARCH_$arch" "-I$headers" -Wall -Werror \
  -c "$source" -o "$out.tmp"
mv "$out.tmp" "$out"
