# Undoes what one run of './tokenflow chaos' put on a device. Everything is named by the run's handle: what is not the run's stays.
# sh -c SCRIPT tokenflow-chaos NAMESPACE DEVICE HANDLE [PREFERENCE OF THE CLASSIFIER] [NOTE] [SECONDS]
# With SECONDS it is the run's watchdog: it first waits until standard input ends (the run is gone), says "done" (nothing is left to do), or the time is over.
trap '' HUP INT TERM
PATH=$PATH:/usr/sbin:/sbin
namespace=$1 device=$2 handle=$3 preference=$4 note=$5 seconds=$6

in_namespace() {
  tc ${namespace:+-n "$namespace"} "$@"
}

undo() {
  in_namespace qdisc del dev "$device" root handle "$handle:"
  [ -n "$preference" ] || return
  in_namespace filter del dev "$device" egress protocol all pref "$preference" handle "0x$handle" bpf
  # There was none when the run began; whoever has put something there since keeps it.
  if [ -z "$(in_namespace filter show dev "$device" ingress; in_namespace filter show dev "$device" egress)" ]; then
    in_namespace qdisc del dev "$device" clsact
  fi
}

if [ -z "$seconds" ]; then
  undo
  exit
fi
echo ready
exec >/dev/null
[ "$(timeout -s KILL "$seconds" head -n 1)" != done ] || exit 0
undo
# A command of the run may outlive it for a moment.
sleep 1
undo
left=$(in_namespace qdisc show dev "$device" root; in_namespace filter show dev "$device" egress)
case $left in
  *" $handle: "* | *" 0x$handle "*) ;;
  *) if grep -q "\"handle\":\"$handle\"" "$note"; then rm -f "$note"; fi ;;
esac
