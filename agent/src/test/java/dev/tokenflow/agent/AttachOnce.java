package dev.tokenflow.agent;

import com.sun.security.auth.module.UnixSystem;
import dev.tokenflow.core.event.EventKind;
import java.time.Duration;
import java.util.Set;

/** Attaches the probe, holds one conversation and prints the user, the tier and the number of RTT events; or the reason why not, with status 2. */
final class AttachOnce {
    private AttachOnce() {}

    public static void main(String[] args) throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog log = new EventLog(
                        new ProbeConfig(SocketFilter.localPorts(conversation.port()), Set.of(), Duration.ZERO, 1 << 20, 0))) {
            conversation.hold(100, 100);
            System.out.println(new UnixSystem().getUid() + " " + log.probe().tier() + " " + log.events(EventKind.RTT).size());
        } catch (StartupException e) {
            System.out.println(e.getMessage());
            System.exit(2);
        }
    }
}
