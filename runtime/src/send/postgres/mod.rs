//! Durable sending on PostgreSQL. In: events, endpoints. Out: rows and jobs, shared by any number of processes. It must
//! not know HTTP.

mod pool;

pub(super) use pool::Pool;
