package dev.sheaf.http.metrics;

import static dev.sheaf.http.metrics.Figure.counter;
import static dev.sheaf.http.metrics.Figure.gauge;
import static dev.sheaf.http.metrics.Metric.Unit.BYTES;
import static dev.sheaf.http.metrics.Metric.Unit.SECONDS;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the process of a node takes of its machine. */
final class ProcessMetrics {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final long KIB = 1024;

  static final List<Figure<Runtime>> ALL =
      List.of(
          gauge(
              "sheaf_process_resident_bytes",
              BYTES,
              "Memory of the process that is resident; 0 where the system does not say it",
              of -> resident()),
          gauge(
              "sheaf_process_heap_used_bytes",
              BYTES,
              "Heap that is in use, what can be collected included",
              of -> of.totalMemory() - of.freeMemory()),
          gauge(
              "sheaf_process_heap_capacity_bytes",
              BYTES,
              "What the heap may grow to",
              Runtime::maxMemory),
          counter(
              "sheaf_process_collection_seconds_total",
              SECONDS,
              "Time that collections of the heap took",
              of -> collections()),
          counter(
              "sheaf_process_uptime_seconds_total",
              SECONDS,
              "Time since the process was started",
              of -> seconds(ManagementFactory.getRuntimeMXBean().getUptime())));

  private ProcessMetrics() {}

  private static double seconds(long millis) {
    return millis / (double) TimeUnit.SECONDS.toMillis(1);
  }

  private static double collections() {
    return seconds(
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .filter(millis -> millis > 0)
            .sum());
  }

  private static double resident() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(RESIDENT))
          .map(line -> line.substring(RESIDENT.length()).replace("kB", "").strip())
          .mapToLong(Long::parseLong)
          .map(kib -> kib * KIB)
          .findFirst()
          .orElse(0);
    } catch (IOException notLinux) {
      return 0;
    }
  }
}
