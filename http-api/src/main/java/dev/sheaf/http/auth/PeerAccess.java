package dev.sheaf.http.auth;

import dev.sheaf.http.tls.NodeTls;
import dev.sheaf.policies.access.Grant;
import dev.sheaf.policies.access.Scope;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How this node calls others: what it shows, and whether by TLS. */
public final class PeerAccess {
  /** Nobody asks who calls, and nothing is encrypted. */
  public static final PeerAccess PLAIN = new PeerAccess(null, null);

  /** A node's name for itself in passes. */
  private static final Grant NODE = new Grant("node", Grant.ALL, Scope.NODE, List.of());

  private static final long RENEW_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final @Nullable Passes passes;
  private final @Nullable NodeTls tls;
  private volatile @Nullable Shown shown;

  private record Shown(String authorization, long sinceNanos) {}

  private PeerAccess(@Nullable Passes passes, @Nullable NodeTls tls) {
    this.passes = passes;
    this.tls = tls;
  }

  /** Shows passes, where there are some, and calls by TLS, where there is some. */
  public static PeerAccess of(Optional<Passes> passes, Optional<NodeTls> tls) {
    return new PeerAccess(passes.orElse(null), tls.orElse(null));
  }

  /** The header Authorization of a node; empty when there is to be none. */
  public Optional<String> asNode() {
    if (passes == null) {
      return Optional.empty();
    }
    var last = shown;
    var now = System.nanoTime();
    if (last == null || now - last.sinceNanos() > RENEW_NANOS) {
      last = new Shown("Bearer " + passes.mint(NODE), now);
      shown = last;
    }
    return Optional.of(last.authorization());
  }

  /** The header Authorization for what a caller asked for, with no more than it may do. */
  public Optional<String> forCaller(Grant caller) {
    return passes == null ? Optional.empty() : Optional.of("Bearer " + passes.mint(caller));
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return tls == null ? "http" : "https";
  }

  /** How connections are made; empty for plain ones. */
  public Optional<SSLContext> tls() {
    return tls == null ? Optional.empty() : tls.client();
  }
}
