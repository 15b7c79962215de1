package dev.sheaf.policies.ephemeral;

/**
 * What a job says of itself when it registers; 0 is nothing said.
 *
 * @param lambdas how many functions run at once
 * @param capacityGb how much it keeps at once
 * @param peakMbps its peak rate
 * @param latencySensitive whether it waits for every access
 */
public record Hints(int lambdas, double capacityGb, double peakMbps, boolean latencySensitive) {
  /** Where such a job's data goes. */
  public Medium medium() {
    return latencySensitive ? Medium.DRAM : Medium.NVME;
  }
}
