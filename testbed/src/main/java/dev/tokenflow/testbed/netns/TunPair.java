package dev.tokenflow.testbed.netns;

/**
 * One link of one arm: two TUN devices the link process makes, one end in the server's namespace and one in the
 * clients'.
 *
 * @param arm which arm, from 0
 * @param side which client network
 * @param serverDevice the server's end
 * @param clientDevice the clients' end
 * @param serverAddress where clients of this arm reach the server
 * @param clientAddress what the server sees as the remote address of this arm's clients
 */
public record TunPair(
        int arm,
        ClientSide side,
        String serverDevice,
        String clientDevice,
        String serverAddress,
        String clientAddress) {

    static TunPair of(RunName run, int arm, ClientSide side) {
        String suffix = arm + (side == ClientSide.FAR ? "f" : "n");
        String network = "10.77." + (2 * arm + side.index()) + ".";
        return new TunPair(arm, side, run.device("s" + suffix), run.device("c" + suffix), network + "1", network + "2");
    }

    /** The network both addresses are in. */
    String network() {
        return serverAddress.substring(0, serverAddress.lastIndexOf('.')) + ".0/24";
    }
}
