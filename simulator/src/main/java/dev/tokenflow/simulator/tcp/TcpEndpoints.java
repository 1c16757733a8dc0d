package dev.tokenflow.simulator.tcp;

import dev.tokenflow.protocol.event.IpAddress;

/**
 * Who talks to whom, as kernel events name it.
 *
 * @param cookie names the server's socket
 * @param netns of the server
 * @param server local address
 * @param serverPort local port
 * @param client remote address
 * @param clientPort remote port
 */
public record TcpEndpoints(
        long cookie, long netns, IpAddress server, int serverPort, IpAddress client, int clientPort) {}
