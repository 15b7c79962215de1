package dev.sheaf.gpu.trainer;

import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import com.sun.management.OperatingSystemMXBean;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.FromTrainer.Failed;
import java.lang.management.ManagementFactory;

/** What this process computes on. */
final class Device {
  private Device() {}

  /** Starts the engine, which unpacks its libraries the first time. */
  static Engine start() throws TrainerException {
    try {
      return Engine.getInstance();
    } catch (RuntimeException | LinkageError unusable) {
      throw new TrainerException(
          Failed.Kind.ENGINE, "the engine does not start: " + unusable, unusable);
    }
  }

  static FromTrainer.Ready ready() throws TrainerException {
    var engine = start();
    var device = engine.defaultDevice();
    var name = device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    var memoryBytes =
        device.isGpu()
            ? CudaUtils.getGpuMemory(device).getMax()
            : ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return new FromTrainer.Ready(
        name, engine.getEngineName() + " " + engine.getVersion(), memoryBytes);
  }
}
