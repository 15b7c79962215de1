package dev.sheaf.node.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Drives several connections side by side for a while, and measures what came and what it cost. */
final class Throughput {
  private Throughput() {}

  /** Asks for one batch and gives how many bytes of samples came. */
  interface Connection extends AutoCloseable {
    long batch() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Opens a connection by number. */
  interface Opening {
    Connection open(int number) throws IOException;
  }

  /** What the other side has cost until now, in nanoseconds of CPU. */
  interface ServerCpu {
    long nanos();
  }

  /**
   * What one round measured.
   *
   * @param bytesPerSecond bytes of samples, over all connections
   * @param bytes how many came
   * @param clientCpuNanos CPU of the clients' threads
   * @param serverCpuNanos CPU of the server, or {@link #NOT_TOLD_APART}: the clients' has it too
   */
  record Round(double bytesPerSecond, long bytes, long clientCpuNanos, long serverCpuNanos) {
    static final long NOT_TOLD_APART = -1;

    long bothCpuNanos() {
      return clientCpuNanos + Math.max(0, serverCpuNanos);
    }
  }

  private record Part(double bytesPerSecond, long bytes, long cpuNanos) {}

  /** The CPU of this process, less that of the clients' threads: a server in the same process. */
  static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /**
   * One round.
   *
   * @param inProcess true when the server is in this process, so that its CPU has the clients' in
   *     it
   */
  static Round round(int connections, double seconds, boolean inProcess, Contestant of)
      throws IOException {
    var before = of.cpu().nanos();
    var parts = parts(connections, seconds, of.opening());
    var spent = of.cpu().nanos() - before;
    var clients = parts.stream().mapToLong(Part::cpuNanos).sum();
    return new Round(
        parts.stream().mapToDouble(Part::bytesPerSecond).sum(),
        parts.stream().mapToLong(Part::bytes).sum(),
        clients,
        inProcess ? spent - clients : spent);
  }

  /** One of those that are compared. */
  record Contestant(Opening opening, ServerCpu cpu) {}

  private static List<Part> parts(int connections, double seconds, Opening opening)
      throws IOException {
    try (var threads = Executors.newFixedThreadPool(connections)) {
      var tasks = new ArrayList<Callable<Part>>();
      for (int number = 0; number < connections; number++) {
        var connection = number;
        tasks.add(() -> one(opening, connection, seconds));
      }
      var parts = new ArrayList<Part>();
      for (var done : threads.invokeAll(tasks)) {
        parts.add(done.get());
      }
      return parts;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }

  private static Part one(Opening opening, int number, double seconds) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    try (var connection = opening.open(number)) {
      var cpu = threads.getCurrentThreadCpuTime();
      var began = System.nanoTime();
      var until = began + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
      var bytes = 0L;
      while (System.nanoTime() < until) {
        bytes += connection.batch();
      }
      var rate = bytes / ((System.nanoTime() - began) / 1e9);
      return new Part(rate, bytes, threads.getCurrentThreadCpuTime() - cpu);
    }
  }

  /** The median of the ratios of what was measured one after the other. */
  static double ratio(List<Double> ours, List<Double> theirs) {
    return median(
        IntStream.range(0, ours.size()).mapToObj(i -> ours.get(i) / theirs.get(i)).toList());
  }

  static double median(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
