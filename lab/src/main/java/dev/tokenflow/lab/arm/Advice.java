package dev.tokenflow.lab.arm;

/** Where the advice comes from that an arm's sender follows. */
public enum Advice {
    /** Nobody advises: the sender does what it does by itself. */
    NONE,
    /** The law reads the kernel's events, and its hints reach the sender through the loop. */
    HINTS,
    /**
     * The law's first decision is in force from the first byte on. No event changes it, so the simulated network needs
     * no loop for it; on the kernel's network it comes from the hint server, as every other law's.
     */
    CONSTANT,
    /** The sender sees the link itself. No real sender can, so only the simulated network has it. */
    LINK
}
