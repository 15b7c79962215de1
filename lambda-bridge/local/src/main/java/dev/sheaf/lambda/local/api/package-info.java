/**
 * The Lambda service as its SDK sees it: routes, signatures, JSON and errors.
 *
 * <p>{@link dev.sheaf.lambda.local.api.ServiceApi} listens, asks {@link
 * dev.sheaf.lambda.local.api.Gate} who signed a request and whether that may be, and hands it to
 * {@link dev.sheaf.lambda.local.api.Invoking} or {@link dev.sheaf.lambda.local.api.Deploying}. What
 * goes wrong is an {@link dev.sheaf.lambda.local.api.ApiError}, written as AWS writes it.
 *
 * <p><i>Source:</i> AWS Lambda API reference, 2015-03-31 (2026-11). Shapes follow it to the best of
 * knowledge; they were compared with the SDK that reads them, not with the service.
 */
@NullMarked
package dev.sheaf.lambda.local.api;

import org.jspecify.annotations.NullMarked;
