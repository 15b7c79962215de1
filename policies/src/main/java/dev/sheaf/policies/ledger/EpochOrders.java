package dev.sheaf.policies.ledger;

import dev.sheaf.policies.dataset.PackageTable;

/** The order of each epoch of a job: that of all its samples, or that of the epoch's selection. */
final class EpochOrders {
  private final LedgerState state;
  private final Selections selections;
  private final EpochOrder ofAll;

  EpochOrders(LedgerState state, PackageTable table, Selections selections, boolean drawsIds) {
    this.state = state;
    this.selections = selections;
    this.ofAll =
        drawsIds ? EpochOrder.of(state.spec(), table) : EpochOrder.withoutIds(state.spec(), table);
  }

  /** The order of {@code epoch}; its selection must have been made. */
  EpochOrder of(int epoch) {
    var selection = state.selection(epoch);
    return selection == null || selection.isEverything()
        ? ofAll
        : selecting(epoch, selection.bitmap());
  }

  /** The order of {@code epoch} over the samples that a file selects. */
  EpochOrder selecting(int epoch, String bitmap) {
    return ofAll.over(selections.of(epoch, bitmap));
  }

  /** The order of an epoch that reads everything. */
  EpochOrder ofAll() {
    return ofAll;
  }
}
