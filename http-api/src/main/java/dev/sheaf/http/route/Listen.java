package dev.sheaf.http.route;

/**
 * Where a server listens.
 *
 * @param host address or name
 * @param port port; 0 is any free one
 */
public record Listen(String host, int port) {
  /** A place whose port is a port. */
  public Listen {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be 0..65535 but was " + port);
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
