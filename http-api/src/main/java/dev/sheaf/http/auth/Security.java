package dev.sheaf.http.auth;

import dev.sheaf.http.tls.NodeTls;
import java.util.Optional;

/**
 * Who is let in, and how bytes are protected on their way.
 *
 * @param guard of both servers
 * @param peers how other nodes are called
 * @param tls of both servers; empty for plain ones
 */
public record Security(Guard guard, PeerAccess peers, Optional<NodeTls> tls) {
  /** One machine: everybody may do everything, and nothing is encrypted. */
  public static final Security OPEN = new Security(Guard.OPEN, PeerAccess.PLAIN, Optional.empty());

  /** True when nodes show certificates to one another. */
  public boolean isMutual() {
    return tls.map(NodeTls::isMutual).orElse(false);
  }
}
