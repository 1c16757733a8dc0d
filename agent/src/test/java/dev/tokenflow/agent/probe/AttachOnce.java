package dev.tokenflow.agent.probe;

import com.sun.security.auth.module.UnixSystem;
import dev.tokenflow.agent.Conversation;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Attaches the probe, holds one conversation and prints user, tier, number of RTT events, and the peer's address; or
 * the reason why not, with status 2.
 */
public final class AttachOnce {
    private AttachOnce() {}

    public static void main(String[] args) throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog log = new EventLog(new ProbeConfig(
                        SocketFilter.localPorts(conversation.port()), Set.of(), Duration.ZERO, 1 << 20, 0))) {
            conversation.hold(100, 100);
            List<TcpEventView> samples = log.events(EventKind.RTT);
            TcpEventView last = samples.getLast();
            System.out.println(new UnixSystem().getUid() + " " + log.probe().tier() + " " + samples.size() + " "
                    + last.remoteAddress());
        } catch (StartupException e) {
            System.out.println(e.getMessage());
            System.exit(2);
        }
    }
}
