package dev.sheaf.node.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Drives several connections side by side for a while and gives bytes a second. */
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

  static double bytesPerSecond(int connections, double seconds, Opening opening)
      throws IOException {
    try (var threads = Executors.newFixedThreadPool(connections)) {
      var tasks = new ArrayList<Callable<Double>>();
      for (int number = 0; number < connections; number++) {
        var connection = number;
        tasks.add(() -> one(opening, connection, seconds));
      }
      var sum = 0.0;
      for (var done : threads.invokeAll(tasks)) {
        sum += done.get();
      }
      return sum;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }

  private static double one(Opening opening, int number, double seconds) throws IOException {
    try (var connection = opening.open(number)) {
      var began = System.nanoTime();
      var until = began + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
      var bytes = 0L;
      while (System.nanoTime() < until) {
        bytes += connection.batch();
      }
      return bytes / ((System.nanoTime() - began) / 1e9);
    }
  }

  static double median(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
