-- Ids sort by time: how many orders have been open for long is counted without looking at any other.
create index orders_open on orders (status, order_id) where status in ('pending', 'processing');
