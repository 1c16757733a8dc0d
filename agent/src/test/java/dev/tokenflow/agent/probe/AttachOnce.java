package dev.tokenflow.agent.probe;

import com.sun.security.auth.module.UnixSystem;
import dev.tokenflow.agent.Conversation;
import dev.tokenflow.agent.host.KernelClock;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Attaches the probe, holds one conversation and prints user, tier, number of RTT events, the peer's address, and how
 * many ms ago the last event was; or the reason why not, with status 2. {@code [CGROUP]}: watches the sockets of that
 * cgroup, and not those of a port.
 */
public final class AttachOnce {
    private static final long NS_PER_MS = 1_000_000;

    private AttachOnce() {}

    public static void main(String[] args) throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog log = new EventLog(ProbeConfig.of(
                        args.length == 0 ? SocketFilter.localPorts(conversation.port()) : cgroup(args[0]),
                        Duration.ZERO,
                        1 << 20))) {
            conversation.hold(100, 100);
            List<TcpEventView> samples = log.events(EventKind.RTT);
            TcpEventView last = samples.getLast();
            System.out.println(new UnixSystem().getUid() + " " + log.probe().tier() + " " + samples.size() + " "
                    + last.remoteAddress() + " " + (KernelClock.nowNs() - last.tsNs()) / NS_PER_MS);
        } catch (StartupException e) {
            System.out.println(e.getMessage());
            System.exit(2);
        }
    }

    private static SocketFilter cgroup(String folder) {
        return new SocketFilter(Set.of(), Set.of(), Set.of(), Path.of(folder), false);
    }
}
