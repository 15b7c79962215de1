package dev.sheaf.http.s3;

/**
 * Who may read by the gateway.
 *
 * @param keys whose signatures are believed
 * @param anonymous true: everybody who reaches the port may read, and signatures are not looked at
 */
public record GatewayAccess(AccessKeys keys, boolean anonymous) {
  /** Nobody may read. */
  public static final GatewayAccess CLOSED = new GatewayAccess(AccessKeys.NONE, false);

  /** Everybody may read. */
  public static final GatewayAccess OPEN = new GatewayAccess(AccessKeys.NONE, true);

  /** Only who signs with one of these keys. */
  public static GatewayAccess signed(AccessKeys keys) {
    return new GatewayAccess(keys, false);
  }
}
