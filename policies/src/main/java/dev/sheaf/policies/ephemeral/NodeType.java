package dev.sheaf.policies.ephemeral;

/**
 * What one storage node has.
 *
 * <p><i>Source:</i> {@link #AS_PUBLISHED}: the controller's r4.2xlarge and i3.2xlarge nodes.
 */
public record NodeType(double dramGb, double nvmeGb, double networkMbps) {
  /** 60 GB of memory or 2000 GB of flash, and 8 Gb/s. */
  public static final NodeType AS_PUBLISHED = new NodeType(60, 2_000, 8_000);

  /** The capacity of a node with this medium. */
  public double gb(Medium medium) {
    return medium == Medium.DRAM ? dramGb : nvmeGb;
  }
}
