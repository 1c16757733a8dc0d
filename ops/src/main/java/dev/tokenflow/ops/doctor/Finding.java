package dev.tokenflow.ops.doctor;

/**
 * One thing that a part needs, and whether it is there.
 *
 * @param part who needs it
 * @param what its name for people
 * @param isThere whether it is there
 * @param detail its version or place when it is there; else what it is for and what to do
 * @param installable whether a package brings it, so that the command at the end of the list does
 */
public record Finding(Part part, String what, boolean isThere, String detail, boolean installable) {
    static Finding fact(Part part, String what, boolean isThere, String good, String remedy) {
        return new Finding(part, what, isThere, isThere ? good : remedy, false);
    }
}
