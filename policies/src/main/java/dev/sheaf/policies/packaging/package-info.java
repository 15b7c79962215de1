/**
 * Packaging: which single samples are put together, so that one read brings many of them.
 *
 * <table>
 *   <caption>What is packed</caption>
 *   <tr><td>{@link dev.sheaf.policies.packaging.ReadAheadQueue}</td><td>samples of low importance,
 *     read ahead one by one and given away once, as published</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.packaging.PackageForming}</td><td>any samples, into objects of
 *     4 to 16 MB</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.packaging.DerivedPackages}</td><td>samples of high importance,
 *     sealed, replaced at the roll of an epoch</td></tr>
 * </table>
 */
@NullMarked
package dev.sheaf.policies.packaging;

import org.jspecify.annotations.NullMarked;
