package dev.sheaf.simulation.shell;

import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.EpochOrder;
import dev.sheaf.policies.vocabulary.JobSpec;

/** Looks at every window that is assigned. */
@FunctionalInterface
public interface WindowWatcher {
  /** Looks at nothing: ids are not drawn a second time. */
  WindowWatcher NONE = (spec, window, order) -> {};

  /** A window was assigned to the job with {@code spec}; its ids follow from {@code order}. */
  void assigned(JobSpec spec, AssignedWindow window, EpochOrder order);
}
