#!/usr/bin/env bash
# Which ways of attaching the probe work on which kernels: boots Debian's own kernels in QEMU, without KVM, with the
# probe and a small loader as their only process, and asks the machine's own kernel too. See --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$here/../../bpf/build.sh

readonly all_tiers=(sock_ops tp_btf raw_tp fentry kprobe)
readonly library_suite=bookworm # its libelf and zlib link with every later compiler
readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg

kernels=native,bullseye,bookworm,trixie,trixie-backports
processors=amd64,arm64
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tokenflow/kernels
out=$here/../target/kernels
mirror=''
libbpf=bookworm
limit=1200
asked_for_native=no

work=''    # temporary folder
running=() # processes of ours

usage() {
  cat <<EOF
Usage: matrix.sh [OPTION]...

Says which tiers of the kernel probe (${all_tiers[*]}) load, attach and count right on
which kernels. Each kernel boots in QEMU by emulation, with Debian's own image; this machine's kernel is asked directly,
which needs root. On every kernel, for every tier: connections over IPv4 and IPv6, a half-closed reader, a reset, a lost
handshake, a bulk transfer, with lost packets; then what the probe reported is compared with the kernel's own counters.

  --kernels LIST     separated by commas: native (this machine's), suites of Debian such as bookworm or sid, or the file
                     of a kernel image [$kernels]
  --processors LIST  amd64, arm64 [$processors]
  --out FOLDER       logs, and the tables as matrix.md [agent/target/kernels]
  --cache FOLDER     for downloads, about 400 MB [$cache]
  --libbpf SUITE     the suite of Debian whose libbpf loads the probe: bookworm has 1.1, trixie 1.5 [$libbpf]
  --mirror URI       of Debian; otherwise the one of this machine's apt
  --timeout SECONDS  most for one kernel [$limit]
  -h, --help         this text

Takes about three minutes; on a busy machine longer. The clock of an emulated machine is its own, so a busy host changes
no result there.

Exit status: 0 all is as expected.tsv has it, 1 something is not, 2 this machine lacks something or an option is wrong.
EOF
}

fail() {
  printf 'matrix.sh: %s\n' "$@" >&2
  exit 2
}

say() {
  printf '%s\n' "$*" >&2
}

# Words of a list separated by commas.
words() {
  tr ',' '\n' <<<"$1" | sed '/^$/d'
}

read_options() {
  local option
  while (($#)); do
    option=$1
    case $option in
      -h | --help) usage; exit 0 ;;
      --kernels | --processors | --out | --cache | --libbpf | --mirror | --timeout)
        (($# > 1)) || fail "$option needs a value"
        ;;
      *) fail "unknown option $option" "matrix.sh --help lists the options" ;;
    esac
    case $option in
      --kernels) kernels=$2; [[ ,$2, != *,native,* ]] || asked_for_native=yes ;;
      --processors) processors=$2 ;;
      --out) out=$2 ;;
      --cache) cache=$2 ;;
      --libbpf) libbpf=$2 ;;
      --mirror) mirror=$2 ;;
      --timeout) limit=$2 ;;
    esac
    shift 2
  done
  check_options
}

check_options() {
  local name
  [[ $limit =~ ^[1-9][0-9]*$ ]] || fail "--timeout is $limit, expected a number of seconds"
  [[ -n $(words "$kernels") ]] || fail "--kernels names none"
  [[ -n $(words "$processors") ]] || fail "--processors names none"
  while read -r name; do
    [[ $name == amd64 || $name == arm64 ]] || fail "--processors has $name, expected amd64 or arm64"
  done < <(words "$processors")
  while read -r name; do
    if [[ $name == */* ]]; then
      [[ -r $name ]] || fail "the kernel image $name cannot be read"
      [[ $processors != *,* ]] || fail "$name is for one processor: name it with --processors"
    elif ! is_suite "$name"; then
      fail "--kernels has $name, expected native, a suite of Debian or the file of a kernel image"
    fi
  done < <(words "$kernels")
  is_suite "$libbpf" || fail "--libbpf is $libbpf, expected a suite of Debian"
  [[ $(uname -s) == Linux ]] || fail "this needs Linux, this is $(uname -s)"
}

is_suite() {
  [[ $1 =~ ^[a-z][a-z-]*$ ]]
}

# --- processors: Debian's word for them, and what belongs to it ------------------------------------------------------

machine_of() {
  case $1 in amd64) echo x86_64 ;; arm64) echo aarch64 ;; esac
}

processor_of_this_machine() {
  case $(uname -m) in x86_64) echo amd64 ;; aarch64) echo arm64 ;; *) uname -m ;; esac
}

is_foreign() {
  [[ $1 != "$(processor_of_this_machine)" ]]
}

compiler_of() {
  if is_foreign "$1"; then echo "$(machine_of "$1")-linux-gnu-gcc"; else echo gcc; fi
}

compiler_packages_of() {
  case $(is_foreign "$1" && echo "$1") in
    amd64) echo gcc-x86-64-linux-gnu libc6-dev-amd64-cross ;;
    arm64) echo gcc-aarch64-linux-gnu libc6-dev-arm64-cross ;;
    *) echo gcc libc6-dev ;;
  esac
}

headers_of() {
  local triple
  triple=$(machine_of "$1")-linux-gnu
  if is_foreign "$1"; then echo "/usr/$triple/include/asm"; else echo "/usr/include/$triple/asm"; fi
}

# --- what must be there ----------------------------------------------------------------------------------------------

# The processors for which something is compiled: those of the emulated machines, and this one's.
processors_needed() {
  {
    [[ -z $(emulated) ]] || words "$processors"
    [[ ,$kernels, != *,native,* ]] || processor_of_this_machine
  } | sort -u
}

emulated() {
  words "$kernels" | sed '/^native$/d'
}

# Prints the packages that are missing, one on a line.
missing_packages() {
  local processor
  has clang || echo clang
  has cpio || echo cpio
  has timeout || echo coreutils
  [[ -e /usr/include/bpf/bpf_helpers.h ]] || echo libbpf-dev
  [[ -e $keyring ]] || echo debian-archive-keyring
  while read -r processor; do
    if ! has "$(compiler_of "$processor")" || [[ ! -d $(headers_of "$processor") ]]; then
      compiler_packages_of "$processor"
    fi
  done < <(processors_needed)
  [[ -n $(emulated) ]] || return 0
  [[ ,$processors, != *,amd64,* ]] || has qemu-system-x86_64 || echo qemu-system-x86
  [[ ,$processors, != *,arm64,* ]] || has qemu-system-aarch64 || echo qemu-system-arm
}

has() {
  type -P "$1" >/dev/null
}

check_machine() {
  local packages
  if ! has apt-get || ! has dpkg-deb; then
    fail "this needs apt, to fetch Debian's kernels: run it on Debian or Ubuntu"
  fi
  packages=$(missing_packages | tr '\n' ' ')
  [[ -z ${packages// /} ]] || fail "something is missing on this machine; install it with:" \
    "  apt-get install --no-install-recommends ${packages% }"
  if [[ ,$kernels, == *,native,* && $EUID != 0 ]]; then
    [[ $asked_for_native == no ]] || fail "native needs root: use sudo, or leave it out of --kernels"
    say "this machine's own kernel is left out, that needs root"
    kernels=$(words "$kernels" | sed '/^native$/d' | paste -sd, -)
  fi
  [[ -n $mirror ]] || mirror=$(mirror_of_this_machine)
  [[ -n $mirror ]] || fail "this machine's apt knows no mirror of Debian: name one with --mirror URI"
}

mirror_of_this_machine() {
  # shellcheck disable=SC2016  # $(REPO_URI) is a word of apt
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 2>/dev/null |
    sort -u | head -n 1
}

# --- downloads: by apt, with lists of their own, so the machine's are not touched ------------------------------------

# apt_of SUITE PROGRAM ARGUMENT...: runs one of apt's programs in the suite's own root.
apt_of() {
  local root=$cache/apt/$1 program=$2
  shift 2
  "$program" "$@" -qq -o "Dir::Etc::sourcelist=$root/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o "Dir::State::lists=$root/lists" -o "Dir::State::status=$root/status" -o "Dir::Cache=$root/cache" \
    -o APT::Architecture=amd64 -o APT::Architectures::=amd64 -o APT::Architectures::=arm64 \
    -o APT::Sandbox::User=root -o Acquire::Languages=none
}

# Reads the newest lists of a suite; without a network, those of the last time will do.
update_suite() {
  local suite=$1 root=$cache/apt/$1 source
  source="deb [arch=amd64,arm64 signed-by=$keyring] $mirror $suite main"
  mkdir -p "$root/lists/partial" "$root/cache/archives/partial"
  : >"$root/status"
  [[ -e $root/sources.list && $(<"$root/sources.list") == "$source" ]] || echo "$source" >"$root/sources.list"
  say "reading the package lists of $suite"
  if ! apt_of "$suite" apt-get update --error-on=any >"$work/apt.log" 2>&1; then
    sed 's/^/  /' "$work/apt.log" >&2
    compgen -G "$root/lists/*_Packages*" >/dev/null ||
      fail "the package lists of $suite cannot be read: is it a suite of Debian, and on the mirror?"
    say "going on with the lists of the last time"
  fi
}

# newest SUITE PACKAGE: its newest version there; empty if there is none.
newest() {
  apt_of "$1" apt-cache policy "$2" 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" { print $2 }'
}

# unpack SUITE PACKAGE FOLDER: downloads a package and unpacks it there.
unpack() {
  local suite=$1 package=$2 folder=$3
  say "downloading $package"
  rm -rf "$work/download"
  mkdir -p "$work/download" "$folder"
  (cd "$work/download" && apt_of "$suite" apt-get download "$package") >"$work/apt.log" 2>&1 ||
    { sed 's/^/  /' "$work/apt.log" >&2; fail "cannot download $package of $suite"; }
  dpkg-deb --fsys-tarfile "$work"/download/*.deb | tar -x -C "$folder" --exclude='*.ko*'
  rm -rf "$work/download"
}

# Makes the folder of an image or of libraries anew when its version is not the newest: fresh FOLDER VERSION
fresh() {
  [[ -e $1/version && $(<"$1/version") == "$2" ]] && return 0
  rm -rf "$1"
  mkdir -p "$1"
  return 1
}

# needed SUITE PACKAGE START: the package that it depends on whose name starts so; empty if there is none.
needed() {
  apt_of "$1" apt-cache depends "$2" 2>/dev/null |
    awk -v start="$3" '$1 == "Depends:" && index($2, start) == 1 { sub(/:.*/, "", $2); print $2; exit }'
}

# Sets `image` and `label` to a suite's kernel for a processor.
fetch_kernel() {
  local suite=$1 processor=$2 folder=$cache/$1-$2 package version binary
  package=$(needed "$suite" "linux-image-cloud-$processor:$processor" linux-image-)
  [[ -n $package ]] || fail "$suite has no linux-image-cloud-$processor"
  binary=$(needed "$suite" "$package:$processor" linux-binary-)
  package=${binary:-$package} # since Linux 7 the image is in a package of its own
  version=$(newest "$suite" "$package:$processor")
  if ! fresh "$folder" "$package $version"; then
    unpack "$suite" "$package:$processor" "$folder"
    echo "$package $version" >"$folder/version"
  fi
  image=$(compgen -G "$folder/boot/vmlinuz-*" || compgen -G "$folder/usr/lib/modules/*/vmlinuz") ||
    fail "$package has no kernel image"
  label="Debian $suite, ${version%%-*}"
}

# The static libraries that the loader is linked with, for a processor.
fetch_libraries() {
  local processor=$1 folder=$cache/libraries-$libbpf-$1 versions='' package suite
  local packages=("$libbpf libbpf-dev" "$library_suite libelf-dev" "$library_suite zlib1g-dev")
  for package in "${packages[@]}"; do
    read -r suite package <<<"$package"
    versions+="$package $(newest "$suite" "$package:$processor") "
  done
  fresh "$folder" "$versions" && return
  for package in "${packages[@]}"; do
    read -r suite package <<<"$package"
    unpack "$suite" "$package:$processor" "$folder"
  done
  echo "$versions" >"$folder/version"
}

fetch_lists() {
  local suite
  for suite in $({ echo "$library_suite"; echo "$libbpf"; suites; } | sort -u); do update_suite "$suite"; done
}

suites() {
  emulated | sed '/\//d'
}

# --- the loader and the probe ----------------------------------------------------------------------------------------

# Makes, for a processor: the probe, the program that loses packets, the loader, and the initial files of all three.
compile() {
  local processor=$1 folder=$work/$1 machine compiler libraries=$cache/libraries-$libbpf-$1/usr
  machine=$(machine_of "$processor")
  compiler=$(compiler_of "$processor")
  say "compiling for $processor"
  mkdir -p "$folder/initial"
  TARGET_MACHINE=$machine "$build" "$folder/initial/tcp_events.bpf.o"
  TARGET_MACHINE=$machine "$build" "$folder/initial/loss.bpf.o" ../agent/kernels/loss.bpf.c
  # shellcheck disable=SC2046  # a list of words
  "$compiler" -std=gnu11 -O2 -Wall -Wextra -Werror -static "-I$libraries/include" \
    "$here"/{main,machine,probe,traffic}.c -o "$folder/initial/init" \
    "-L$libraries/lib/$machine-linux-gnu" -lbpf -lelf -lz $(names_for_older_libc "$compiler")
  (cd "$folder/initial" && printf '%s\n' init ./*.o | cpio --quiet -o -H newc) >"$folder/initramfs"
}

# A libbpf that was compiled with a libc newer than ours calls some functions by the names that they have for C23.
names_for_older_libc() {
  local name
  ! grep -q __isoc23_strtol "$("$1" -print-file-name=libc.a)" || return 0
  for name in strtol strtoul strtoll strtoull sscanf fscanf; do
    echo "-Wl,--undefined=$name,--defsym=__isoc23_$name=$name"
  done
}

# --- one kernel ------------------------------------------------------------------------------------------------------

# Prints the lines of tiers as they come, until the process is gone: follow LOG PID
follow() {
  local log=$1 pid=$2 seen=0 lines is_alive=yes
  while [[ $is_alive == yes ]]; do
    kill -0 "$pid" 2>/dev/null || is_alive=no
    lines=$(tier_lines "$log" | sed -n "$((seen + 1)),\$p")
    if [[ -n $lines ]]; then
      seen=$((seen + $(wc -l <<<"$lines")))
      sed -E 's/^tier=([^ ]*) result=([^ ]*) .*reason=(.*)/  \1 \2 \3/' <<<"$lines" >&2
    fi
    [[ $is_alive == no ]] || sleep 1
  done
}

# Whole lines only; something of the firmware may stand before the first.
tier_lines() {
  tr -d '\r' <"$1" | grep -ao 'tier=.* result=.*reason=.*' || true
}

# Starts a command with its output in a log, shows what it finds, and waits for it: watch LOG COMMAND...
watch() {
  local log=$1 pid status=0
  shift
  : >"$log"
  timeout -k 10 "$limit" "$@" >>"$log" 2>&1 </dev/null &
  pid=$!
  running=("$pid")
  follow "$log" "$pid"
  wait "$pid" || status=$?
  running=()
  if ((status == 124)); then say "  it did not end within $limit s"; fi
  if ! grep -aq '^done ' "$log"; then say "  it did not come to its end, see $log"; fi
}

# The clock of the machine counts instructions and does not wait where nothing is to be done. That needs one processor.
boot() {
  local processor=$1 image=$2 log=$3 qemu
  case $processor in
    amd64) qemu=(qemu-system-x86_64 -machine q35 -append 'console=ttyS0 panic=-1 quiet') ;;
    arm64) qemu=(qemu-system-aarch64 -machine virt -cpu cortex-a57 -append 'console=ttyAMA0 panic=-1 quiet') ;;
  esac
  watch "$log" "${qemu[@]}" -accel tcg -icount shift=1,sleep=off -smp 1 -m 512 -nodefaults -nographic -no-reboot \
    -serial stdio -kernel "$image" -initrd "$work/$processor/initramfs"
}

# run KERNEL PROCESSOR: asks one kernel, and adds its results to results.tsv.
run() {
  local kernel=$1 processor=$2 log image label
  if [[ $kernel == native ]]; then
    label="this machine, $(uname -r)"
    log=$out/native.log
    say "this machine's kernel, $(uname -r)"
    watch "$log" "$work/$processor/initial/init" "$work/$processor"/initial/{tcp_events,loss}.bpf.o
  else
    if [[ $kernel == */* ]]; then
      image=$kernel label=${kernel##*/}
    else
      fetch_kernel "$kernel" "$processor"
    fi
    log=$out/${kernel##*/}-$processor.log
    say "$label, $processor"
    boot "$processor" "$image" "$log"
  fi
  take_down "$kernel" "$processor" "$label" "$log"
}

# --- results ---------------------------------------------------------------------------------------------------------

# Lines of results.tsv: kernel, processor, label, release, tier, result, cgroup, events, retransmits, round trips, those
# of the half-closed reader, reasons or -.
take_down() {
  local kernel=$1 processor=$2 label=$3 log=$4 release tier line reasons
  release=$(tr -d '\r' <"$log" | sed -n 's/.*kernel=\([^ ]*\) machine=.*/\1/p' | head -n 1)
  for tier in "${all_tiers[@]}"; do
    line=$(tier_lines "$log" | grep "^tier=$tier " | tail -n 1) || true
    [[ -n $line ]] || line="tier=$tier result=failed reason=the machine did not get that far"
    printf '%s\t' "${kernel##*/}" "$processor" "$label" "${release:-?}" "$tier"
    printf '%s\t' "$(field result "$line")" "$(field cgroup "$line")" "$(field events "$line")" \
      "$(field retransmits "$line")" "$(field roundtrips "$line")" "$(field halfclosed "$line")"
    reasons=${line#*reason=}
    printf '%s\n' "${reasons:--}"
  done >>"$work/results.tsv"
  if ! grep -aq '^done warnings=0' "$log"; then
    printf '%s, %s: %s\n' "$label" "$processor" "$(tr -d '\r' <"$log" | grep -a '^done ' || echo 'not done')" \
      >>"$work/troubles.tsv"
  fi
}

field() {
  local value=-
  [[ ! " $2" =~ \ $1=([^ ]*) ]] || value=${BASH_REMATCH[1]}
  echo "$value"
}

# Two tables in Markdown: which tiers are right, with the reasons of those that are not; and what was counted.
tables() {
  echo "| kernel | processor |$(printf ' %s |' "${all_tiers[@]}")"
  echo "|---|---|$(printf -- '---|%.0s' "${all_tiers[@]}")"
  awk -F '\t' '
    function note(reason) {
      if (reason == "-") return ""
      if (!(reason in number)) { number[reason] = ++count; text[count] = reason }
      return " (" number[reason] ")"
    }
    function notes(reasons,  parts, i, all) {
      split(reasons, parts, " // ")
      for (i = 1; i in parts; i++) all = all note(parts[i])
      return all
    }
    function cell() {
      if ($6 == "right") return "right" notes($12)
      if ($6 == "refused") return "no" notes($12)
      return "**" $6 "**" notes($12)
    }
    function flush_row() { if (row != "") print row }
    {
      key = $1 FS $2
      if (key != last) { flush_row(); row = "| " $3 " | " $2 " |"; last = key }
      row = row " " cell() " |"
    }
    END {
      flush_row()
      if (count) print ""
      for (i = 1; i <= count; i++) print i ". `" text[i] "`"
    }' "$work/results.tsv"
  echo
  echo "| kernel | processor | tier | events | sent again: reported/kernel | round trips | half-closed |"
  echo "|---|---|---|---|---|---|---|"
  awk -F '\t' '$6 == "right" || $6 == "wrong" {
    gsub(/;/, ", ", $9)
    gsub(/;/, ", ", $10)
    print "| `" $4 "` | " $2 " | " $5 " | " $8 " | " $9 " | " $10 " | " $11 " |"
  }' "$work/results.tsv"
}

write_tables() {
  {
    echo "$(date -u +%Y-%m-%d), \`agent/kernels/matrix.sh\`, libbpf of Debian $libbpf:"
    echo
    tables
  } >"$out/matrix.md"
  cat "$out/matrix.md"
}

# Compares with expected.tsv. Of a kernel that is not there, only wrong results are unexpected.
compare() {
  local kernel processor rest tier result expected status=0
  while IFS=$'\t' read -r kernel processor _ _ tier result rest; do
    expected=$(expected_result "$kernel" "$processor" "$tier")
    if [[ $result != "${expected:-$result}" || $result == failed || ($result == wrong && -z $expected) ]]; then
      say "UNEXPECTED: $tier on $kernel, $processor: $result${expected:+, not $expected}; ${rest##*$'\t'}"
      status=1
    fi
  done <"$work/results.tsv"
  if [[ -s $work/troubles.tsv ]]; then
    sed 's/^/UNEXPECTED: the kernel warned or did not end: /' "$work/troubles.tsv" >&2
    status=1
  fi
  return $status
}

# right, wrong or refused, as expected.tsv has it; empty where it says nothing of the kernel.
expected_result() {
  awk -F '\t' -v kernel="$1" -v processor="$2" -v tier=" $3 " '
    $1 == kernel && $2 == processor {
      print index(" " $3 " ", tier) ? "right" : index(" " $4 " ", tier) ? "wrong" : "refused"
    }' "$here/expected.tsv"
}

clean_up() {
  local pid
  for pid in ${running[@]+"${running[@]}"}; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  [[ -z $work ]] || rm -rf "$work"
}

main() {
  local kernel processor names
  read_options "$@"
  check_machine
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  work=$(mktemp -d)
  mkdir -p "$out" "$cache"
  out=$(cd "$out" && pwd)
  : >"$work/results.tsv"
  fetch_lists
  for processor in $(processors_needed); do
    fetch_libraries "$processor"
    compile "$processor"
  done
  mapfile -t names < <(words "$kernels")
  for kernel in "${names[@]}"; do
    if [[ $kernel == native ]]; then
      run native "$(processor_of_this_machine)"
    else
      for processor in $(words "$processors"); do run "$kernel" "$processor"; done
    fi
  done
  write_tables
  say "logs and tables: $out"
  compare || exit 1
}

main "$@"
