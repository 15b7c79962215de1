package dev.sheaf.policies.ledger;

/** Where the ledger of an importance job finds the selections that its events name. */
@FunctionalInterface
public interface Selections {
  /** For jobs that select nothing. */
  Selections NONE =
      (epoch, bitmap) -> {
        throw new IllegalStateException("no selection is kept here, also not " + bitmap);
      };

  /** The samples that the file with this hash selects for an epoch; it must be open. */
  SampleSelection of(int epoch, String bitmap);
}
