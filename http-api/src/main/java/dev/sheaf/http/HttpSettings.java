package dev.sheaf.http;

import dev.sheaf.http.admission.Doors;
import dev.sheaf.http.auth.Security;
import dev.sheaf.http.dataport.DataPort;
import dev.sheaf.http.route.Listen;
import dev.sheaf.http.s3.GatewayAccess;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the servers of a node listen, and what they may hold.
 *
 * @param api where the API listens
 * @param data where the data port listens
 * @param losses folder for the losses that trainers send back
 * @param limits what may be held and what may wait
 * @param port what clients of the data port may hold
 * @param access who may read by the S3 gateway
 * @param sharedMemoryBytes of batches that clients on this host share with the node; 0 = by HTTP
 * @param security who is let in, and how bytes are protected on their way
 */
public record HttpSettings(
    Listen api,
    Listen data,
    Path losses,
    Limits limits,
    DataPort.Limits port,
    GatewayAccess access,
    long sharedMemoryBytes,
    Security security) {
  private static final long STANDARD_SHARED_BYTES = 1L << 30;

  /** Settings that let everybody in. */
  public HttpSettings(
      Listen api,
      Listen data,
      Path losses,
      Limits limits,
      DataPort.Limits port,
      GatewayAccess access,
      long sharedMemoryBytes) {
    this(api, data, losses, limits, port, access, sharedMemoryBytes, Security.OPEN);
  }

  /**
   * Settings with the standard limits of the data port and room for batches in shared memory, and a
   * gateway that is closed.
   */
  public HttpSettings(Listen api, Listen data, Path losses, Limits limits) {
    this(
        api,
        data,
        losses,
        limits,
        DataPort.Limits.DEFAULT,
        GatewayAccess.CLOSED,
        STANDARD_SHARED_BYTES);
  }

  /** These settings, with a gateway for those whom {@code others} lets in. */
  public HttpSettings with(GatewayAccess others) {
    return new HttpSettings(api, data, losses, limits, port, others, sharedMemoryBytes, security);
  }

  /** These settings, with this security. */
  public HttpSettings with(Security other) {
    return new HttpSettings(api, data, losses, limits, port, access, sharedMemoryBytes, other);
  }

  /** Settings for one machine: both servers on loopback. */
  public static HttpSettings loopback(int port, int dataPort, Path losses) {
    return new HttpSettings(
        new Listen("127.0.0.1", port), new Listen("127.0.0.1", dataPort), losses, Limits.DEFAULT);
  }

  /**
   * Bounds of what the servers hold.
   *
   * @param replyBytes bytes of whole replies that may wait on the heap; beyond it replies are
   *     streamed
   * @param bounds what may be under way; beyond it 429 and 503 are answered
   * @param maxBatchBytes how many bytes a job's batches may have, by the mean size of its samples
   * @param lossBytesPerEpoch bytes of losses kept per job and epoch
   * @param patience how long an entity may take to answer; it may have to be recovered first
   */
  public record Limits(
      long replyBytes,
      Doors.Bounds bounds,
      long maxBatchBytes,
      long lossBytesPerEpoch,
      Duration patience) {
    private static final Duration STANDARD_PATIENCE = Duration.ofSeconds(8);

    /** Room for a few hundred clients. */
    public static final Limits DEFAULT =
        new Limits(256L << 20, bounds(512), 1L << 30, 1L << 30, STANDARD_PATIENCE);

    /** Bounds with so many answers under way, and much room for their bytes. */
    public static Doors.Bounds bounds(int answers) {
      return new Doors.Bounds(
          dev.sheaf.policies.admission.Limits.ofAnswers(answers, 1L << 30),
          dev.sheaf.policies.admission.Limits.ofBodies(1024, 256L << 20));
    }
  }
}
