/**
 * Division: how many bytes of one cache each dataset may have, when not all of them fit.
 *
 * <pre>
 *   {@link dev.sheaf.policies.division.BenefitPerByte}   most time saved for each byte first (Quiver)
 *   {@link dev.sheaf.policies.division.WaterFilling}     most time saved by the next byte first
 *   {@link dev.sheaf.policies.division.EqualShares}      the same for all                   (baseline)
 *   {@link dev.sheaf.policies.division.ShareBySize}      in proportion to the dataset       (baseline)
 *   {@link dev.sheaf.policies.division.BestDivision}     every division tried                  (bound)
 * </pre>
 *
 * <p>Live, {@link dev.sheaf.policies.division.JobProfile} is what is measured of a job, {@link
 * dev.sheaf.policies.division.MemoryDivision} takes reports and answers with shares, and {@link
 * dev.sheaf.policies.division.SteadyShares} keeps them from flapping.
 */
@NullMarked
package dev.sheaf.policies.division;

import org.jspecify.annotations.NullMarked;
