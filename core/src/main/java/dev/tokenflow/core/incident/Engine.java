package dev.tokenflow.core.incident;

import dev.tokenflow.protocol.incident.IncidentKind;

/** One engine: its streams and how quick it usually is. */
final class Engine {
    final Group group;

    /** Between one token and the next. */
    final UsualTime gap = new UsualTime();

    /** From a request to its first token. */
    final UsualTime first = new UsualTime();

    Engine(String name) {
        group = Group.of(IncidentKind.ENGINE, name);
    }
}
