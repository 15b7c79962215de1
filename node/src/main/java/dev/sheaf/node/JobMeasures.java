package dev.sheaf.node;

import akka.actor.typed.ActorSystem;
import dev.sheaf.actors.control.StallMeter;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import java.time.Duration;

/** Tells the conductors each second what the consumers of their jobs did on this node. */
record JobMeasures(Entities entities, StallMeter stalls) implements Runnable {
  private static final EntityRefKey<ConductorCommand> CONDUCTORS =
      new EntityRefKey<>(ConductorCommand.KIND, ConductorCommand.class);

  /** From now on, again and again. */
  void start(ActorSystem<?> system, Duration every) {
    system.scheduler().scheduleWithFixedDelay(every, every, this, system.executionContext());
  }

  @Override
  public void run() {
    for (var each : stalls.takeMeasured()) {
      entities
          .of(CONDUCTORS, ConductorCommand.idOf(each.version()))
          .tell(new ConductorCommand.Measured(each.job(), each.priority(), each.interval()));
    }
  }
}
