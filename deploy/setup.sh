# Part of the launcher ./tokenflow: what is missing on this machine, and how it gets there. deploy/requirements.tsv is the list.

# Sets JAVA_HOME to a JDK 25 or newer; looks at files only, which is quick.
find_jdk() {
  local home java='' user=~
  [[ -z ${SUDO_USER:-} ]] || user=$(getent passwd "$SUDO_USER" | cut -d: -f6)
  if command -v java >/dev/null; then java=$(follow_links "$(type -P java)"); fi
  for home in "${JAVA_HOME:-}" "${java%/bin/java}" /usr/lib/jvm/* /opt/* "$user"/.sdkman/candidates/java/* "$user"/.jdks/* \
    /opt/homebrew/opt/openjdk /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [[ -x $home/bin/javac && $(jdk_major "$home") -ge 25 ]]; then
      export JAVA_HOME=$home
      return 0
    fi
  done
  return 1
}

jdk_major() {
  local line major=0
  if [[ -r $1/release ]]; then
    while IFS= read -r line; do
      [[ ! $line =~ ^JAVA_VERSION=\"([0-9]+) ]] || major=${BASH_REMATCH[1]}
    done <"$1/release"
  fi
  echo "$major"
}

# true when the kernel probe can be compiled.
probe_tools() {
  [[ $OSTYPE == linux* && -z $(missing probe) ]] && echo true || echo false
}

# The lines of the table for these parts whose thing is not there.
missing() {
  local part what check rest
  [[ $OSTYPE == linux* ]] || set -- ${@/probe/} ${@/kernel/}
  while IFS=$'\t' read -r part what check rest; do
    [[ " $* " == *" $part "* ]] || continue
    is_there $check || printf '%s\t%s\t%s\t%s\n' "$part" "$what" "$check" "$rest"
  done <"$root/deploy/requirements.tsv"
}

is_there() {
  local pattern
  case $1 in
    jdk) find_jdk ;;
    program) PATH=$PATH:/usr/sbin:/sbin type -P "$2" >/dev/null ;;
    file)
      for pattern in "${@:2}"; do
        [[ ! -e $pattern ]] || return 0 # the shell has put the names in place of the stars
      done
      return 1
      ;;
  esac
}

# Installs what these parts lack: asks on a terminal; without one, as root on Debian or Ubuntu, installs and says so;
# anywhere else it only says what to type.
provide() {
  local lines line manager name column=4 packages=() install=() sudo=() answer=''
  [[ $# -gt 0 ]] || return 0
  lines=$(missing "$@")
  [[ -n $lines ]] || return 0
  for manager in apt-get dnf pacman brew none; do # as the table's columns
    ! type -P "$manager" >/dev/null || break
    column=$((column + 1))
  done
  say "missing on this machine:"
  while IFS=$'\t' read -r -a line; do
    say "  ${line[1]}: ${line[3]}"
    name=${line[column]:--}
    if [[ $name == - ]] || no_such_package "$manager" "$name"; then
      say "    this system has no package with it: it has to be installed by hand"
    else
      packages+=("$name")
    fi
  done <<<"$lines"
  [[ ${#packages[@]} -gt 0 ]] || return 0
  case $manager in
    apt-get) install=(apt-get install -y --no-install-recommends) ;;
    dnf) install=(dnf -y install) ;;
    pacman) install=(pacman -S --needed --noconfirm) ;;
    brew) install=(brew install) ;;
  esac
  [[ $EUID == 0 || $manager == brew ]] || sudo=(sudo)
  install=(${sudo[@]+"${sudo[@]}"} "${install[@]}" "${packages[@]}")
  if [[ -n ${list_only:-} ]]; then
    answer=no
  elif [[ ${TOKENFLOW_YES:-} == 1 ]]; then
    answer=yes
  elif [[ -t 0 && -t 2 ]]; then
    read -r -p "tokenflow: install with '${install[*]}'? [y/N] " answer || true
  elif [[ $EUID == 0 && $manager == apt-get ]]; then
    answer=yes
  fi
  if [[ $answer != [yY]* ]]; then
    say "to install: ${install[*]}"
    return 0
  fi
  say "installing with ${install[*]}"
  if [[ $manager == apt-get ]]; then ${sudo[@]+"${sudo[@]}"} apt-get -q update >/dev/null || true; fi
  [[ $manager != apt-get ]] || install+=(-o DPkg::Lock::Timeout=120) # another apt may be at work
  DEBIAN_FRONTEND=noninteractive quietly "${install[@]}" || say "it could not be installed"
  hash -r
}

# Whether Debian's lists are here and do not have a package: old releases have no JDK 25.
no_such_package() {
  [[ $1 == apt-get ]] && apt-cache show bash >/dev/null 2>&1 && ! apt-cache show "$2" >/dev/null 2>&1
}

# On a terminal a person wants to see the output; elsewhere only what went wrong.
quietly() {
  local log status=0
  if [[ -t 2 ]]; then "$@"; return; fi
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || { status=$?; tail -n 15 "$log" >&2; }
  rm -f "$log"
  return "$status"
}
