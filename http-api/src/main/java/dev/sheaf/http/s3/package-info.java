/**
 * The read gateway: registered datasets, as unchanged S3 clients see them.
 *
 * <pre>
 *   GET  /s3                       buckets: the names of datasets
 *   GET  /s3/{bucket}              keys, in order of their bytes: {@link dev.sheaf.http.s3.Listing}
 *   GET  /s3/{bucket}/{key}        an object, or a range of it
 *
 *   S3Gateway ─► Authentication ─► Buckets ─► Bucket ─► RecordFile ─► ObjectReplies
 *                                                          └─ ObjectReader ─► SampleReader
 * </pre>
 *
 * <p>An object is samples one after another, each with what its {@link
 * dev.sheaf.http.s3.RecordForm} puts around it: nothing where the object is the sample, headers in
 * a tar, a label in a CIFAR batch. So its length and its ranges follow from the manifest, and its
 * bytes come from wherever samples come from.
 *
 * <p>Sample bytes are copied to the heap at once, a few megabytes at a time: no lease waits for a
 * slow reader.
 */
@NullMarked
package dev.sheaf.http.s3;

import org.jspecify.annotations.NullMarked;
