package dev.sheaf.simulation.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a piece of work took of the machine.
 *
 * <p>Processor time is the whole process's, that of the compiler and the collector too: on a
 * machine that others use, it says what the work takes where wall time says how long it waited.
 *
 * @param <T> what the work gave
 * @param wallSeconds from its beginning to its end
 * @param cpuSeconds of all threads of the process
 * @param peakHeapBytes the sum of the peaks of all heap pools: at least what was used at once
 * @param loadAverage of the machine in the last minute when it ended; negative where not known
 */
record Effort<T>(
    T result, double wallSeconds, double cpuSeconds, long peakHeapBytes, double loadAverage) {

  /** Does the work, and measures it. */
  static <T> Effort<T> of(Supplier<T> work) {
    var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    var pools = heap();
    System.gc(); // What others left is not a part of this work's peak.
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    var cpuBefore = machine.getProcessCpuTime();
    var began = System.nanoTime();
    var result = work.get();
    var wallNanos = System.nanoTime() - began;
    var cpuNanos = machine.getProcessCpuTime() - cpuBefore;
    var peakBytes = pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    return new Effort<>(
        result, wallNanos / 1e9, cpuNanos / 1e9, peakBytes, machine.getSystemLoadAverage());
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  /** The figures that every such benchmark reports. */
  Figures figures() {
    return new Figures()
        .with("wallSeconds", wallSeconds)
        .with("cpuSeconds", cpuSeconds)
        .with("peakHeapBytes", peakHeapBytes)
        .with("loadAverage", loadAverage);
  }
}
