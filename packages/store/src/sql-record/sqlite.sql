-- changeRuns: delete
select run_uuid, lifecycle_stage from runs where run_uuid in (select value from json_each(?));
update runs set lifecycle_stage = ?, deleted_time = ? where run_uuid in (select value from json_each(?)) and lifecycle_stage <> ?;

-- changeRuns: restore
select run_uuid, lifecycle_stage from runs where run_uuid in (select value from json_each(?));
update runs set lifecycle_stage = ?, deleted_time = ? where run_uuid in (select value from json_each(?)) and lifecycle_stage <> ?;

-- changeRuns: tags
insert into tags (key, value, run_uuid) values (?, ?, ?) on conflict (key, run_uuid) do update set value = excluded.value;
select run_uuid, lifecycle_stage from runs where run_uuid in (select value from json_each(?));
update runs set name = ? where run_uuid in (select value from json_each(?));

-- changeRuns: tags away
delete from tags where run_uuid in (select value from json_each(?)) and +key in (select value from json_each(?));
select count(distinct run_uuid) as n from tags where run_uuid in (select value from json_each(?)) and +key in (select value from json_each(?));
select run_uuid, lifecycle_stage from runs where run_uuid in (select value from json_each(?));

-- createExperiment
insert into experiment_tags (key, value, experiment_id) values (?, ?, ?) on conflict (key, experiment_id) do update set value = excluded.value;
insert into experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace) values (?, ?, 'active', ?, ?, 'default') on conflict do nothing returning experiment_id;
update experiments set artifact_location = ? where experiment_id = ?;

-- createLoggedModel
insert into logged_model_params (model_id, experiment_id, param_key, param_value) values (?, ?, ?, ?) on conflict (model_id, param_key) do update set param_value = excluded.param_value where logged_model_params.param_value = excluded.param_value;
insert into logged_model_tags (model_id, experiment_id, tag_key, tag_value) values (?, ?, ?, ?) on conflict (model_id, tag_key) do update set tag_value = excluded.tag_value;
insert into logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id) values (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?);
select e.model_id, e.metric_name, e.metric_value, (e.metric_value = 0 and coalesce(( select min(case when n.is_nan then 1 else 0 end) from metrics n indexed by index_metrics_run_uuid_key_step where n.run_uuid = e.run_id and n.key = e.metric_name and n.step = e.metric_step and n.timestamp = e.metric_timestamp_ms and n.value = 0), 0) = 1), e.metric_timestamp_ms, e.metric_step, e.run_id, e.dataset_name, e.dataset_digest from logged_model_metrics e where e.model_id = ? order by e.rowid;
select experiment_id, artifact_location, lifecycle_stage from experiments where experiment_id = ?;
select model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, model_type, source_run_id, status_message from logged_models where model_id = ?;
select model_id, param_key, param_value from logged_model_params where model_id = ? order by param_key;
select model_id, tag_key, tag_value from logged_model_tags where model_id = ? order by tag_key;

-- createModelVersion
insert into model_version_tags (workspace, name, version, key, value) values (?, ?, ?, ?, ?) on conflict (workspace, key, name, version) do update set value = excluded.value;
insert into model_versions (workspace, name, version, creation_time, last_updated_time, description, current_stage, source, run_id, status, run_link, storage_location) select 'default', ?, coalesce(max(version), 0) + 1, cast(? as bigint), cast(? as bigint), ?, 'None', ?, ?, 'READY', ?, ? from model_versions where workspace = 'default' and name = ? returning version;
select name from registered_models where workspace = 'default' and name = ?;
select t.name, t.version, t.alias from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join registered_model_aliases t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.alias;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;
update registered_models set last_updated_time = ? where workspace = 'default' and name = ?;

-- createRegisteredModel
insert into registered_model_tags (workspace, name, key, value) values (?, ?, ?, ?) on conflict (workspace, key, name) do update set value = excluded.value;
insert into registered_models (workspace, name, creation_time, last_updated_time, description) values ('default', ?, ?, ?, ?) on conflict do nothing returning name;
select m.name, m.creation_time, m.last_updated_time, m.description from (select value, key as position from json_each(?)) as wanted cross join registered_models m on m.workspace = 'default' and m.name = wanted.value order by wanted.position;
select name, alias, version from registered_model_aliases where workspace = 'default' and name in (select value from json_each(?)) order by name, alias;
select name, key, coalesce(value, '') as value from registered_model_tags where workspace = 'default' and name in (select value from json_each(?)) order by name, key;
select v.name, max(v.version) as newest from model_versions v where +v.workspace = 'default' and v.name in (select value from json_each(?)) and v.current_stage <> 'Deleted_Internal' group by v.name, v.current_stage order by v.name, min(v.version);

-- createRun
insert into runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, source_version, lifecycle_stage, artifact_uri, experiment_id) values (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?);
insert into tags (key, value, run_uuid) values (?, ?, ?) on conflict (key, run_uuid) do update set value = excluded.value;
select experiment_id, artifact_location, lifecycle_stage from experiments where experiment_id = ?;

-- createRun: nested
insert into runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, source_version, lifecycle_stage, artifact_uri, experiment_id) values (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?);
insert into tags (key, value, run_uuid) values (?, ?, ?) on conflict (key, run_uuid) do update set value = excluded.value;
select experiment_id, artifact_location, lifecycle_stage from experiments where experiment_id = ?;

-- createView
insert into tailrace_views (view_id, name, kind, experiment_ids, state, is_default, creation_time, last_update_time) values (?, ?, ?, ?, ?, ?, ?, ?);
select count(*) as n from tailrace_views where kind = ?;
select experiment_id from experiments where experiment_id in (select value from json_each(?));

-- deleteExperiment
update experiments set lifecycle_stage = ?, last_update_time = ? where experiment_id = ? and lifecycle_stage = ?;
update runs set lifecycle_stage = 'deleted', deleted_time = ? where experiment_id = ? and lifecycle_stage = 'active';

-- deleteExperimentTag
delete from experiment_tags where experiment_id = ? and key = ?;
select experiment_id, artifact_location, lifecycle_stage from experiments where experiment_id = ?;

-- deleteLoggedModel
update logged_models set lifecycle_stage = 'deleted', last_updated_timestamp_ms = ? where model_id = ?;

-- deleteLoggedModelTag
delete from logged_model_tags where model_id = ? and tag_key = ?;
select experiment_id from logged_models where model_id = ?;

-- deleteModelVersion
delete from registered_model_aliases where workspace = 'default' and name = ? and version = ?;
select v.source, v.run_id, v.storage_location from registered_models m join model_versions v on v.workspace = m.workspace and v.name = m.name where m.workspace = 'default' and m.name = ? and v.version = ? and v.current_stage <> 'Deleted_Internal';
update model_versions set current_stage = 'Deleted_Internal', last_updated_time = ?, description = null, user_id = null, source = 'REDACTED-SOURCE-PATH', run_id = 'REDACTED-RUN-ID', run_link = 'REDACTED-RUN-LINK', status_message = null where workspace = 'default' and name = ? and version = ? and current_stage <> 'Deleted_Internal';
update registered_models set last_updated_time = ? where workspace = 'default' and name = ?;

-- deleteModelVersionTag
delete from model_version_tags where workspace = 'default' and key = ? and name = ? and version = ?;
select v.source, v.run_id, v.storage_location from registered_models m join model_versions v on v.workspace = m.workspace and v.name = m.name where m.workspace = 'default' and m.name = ? and v.version = ? and v.current_stage <> 'Deleted_Internal';

-- deleteRegisteredModel
delete from model_version_tags where workspace = 'default' and name = ?;
delete from model_versions where workspace = 'default' and name = ?;
delete from registered_model_aliases where workspace = 'default' and name = ?;
delete from registered_model_tags where workspace = 'default' and name = ?;
delete from registered_models where workspace = 'default' and name = ?;
select name from registered_models where workspace = 'default' and name = ?;

-- deleteRegisteredModelAlias
delete from registered_model_aliases where workspace = 'default' and name = ? and alias = ?;
select name from registered_models where workspace = 'default' and name = ?;

-- deleteRegisteredModelTag
delete from registered_model_tags where workspace = 'default' and key = ? and name = ?;
select name from registered_models where workspace = 'default' and name = ?;

-- deleteRun
update runs set lifecycle_stage = 'deleted', deleted_time = ? where run_uuid = ?;

-- deleteTag
delete from tags where run_uuid = ? and key = ?;
select experiment_id, lifecycle_stage from runs where run_uuid = ?;

-- deleteView
delete from tailrace_views where view_id = ?;

-- exportRunsCsv
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select distinct key from latest_metrics where run_uuid in (select value from json_each(?));
select distinct key from params where run_uuid in (select value from json_each(?));
select distinct key from tags where run_uuid in (select value from json_each(?));
select e.run_uuid, e.key, e.value from json_each(?) k cross join json_each(?) i cross join params e where e.key = k.value and e.run_uuid = i.value limit ?;
select e.run_uuid, e.key, e.value from json_each(?) k cross join json_each(?) i cross join tags e where e.key = k.value and e.run_uuid = i.value limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from json_each(?) k cross join json_each(?) i cross join latest_metrics e where e.key = k.value and e.run_uuid = i.value limit ?;
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;

-- finalizeLoggedModel
select e.model_id, e.metric_name, e.metric_value, (e.metric_value = 0 and coalesce(( select min(case when n.is_nan then 1 else 0 end) from metrics n indexed by index_metrics_run_uuid_key_step where n.run_uuid = e.run_id and n.key = e.metric_name and n.step = e.metric_step and n.timestamp = e.metric_timestamp_ms and n.value = 0), 0) = 1), e.metric_timestamp_ms, e.metric_step, e.run_id, e.dataset_name, e.dataset_digest from logged_model_metrics e where e.model_id = ? order by e.rowid;
select model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, model_type, source_run_id, status_message from logged_models where model_id = ?;
select model_id, param_key, param_value from logged_model_params where model_id = ? order by param_key;
select model_id, tag_key, tag_value from logged_model_tags where model_id = ? order by tag_key;
update logged_models set status = ?, last_updated_timestamp_ms = ? where model_id = ?;

-- getExperiment
select experiment_id, key, value from experiment_tags where experiment_id in (select value from json_each(?)) order by experiment_id, key;
select experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace from experiments where experiment_id = ?;

-- getExperimentByName
select experiment_id, key, value from experiment_tags where experiment_id in (select value from json_each(?)) order by experiment_id, key;
select experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace from experiments where workspace = 'default' and name = ?;

-- getLatestVersions
select name from registered_models where workspace = 'default' and name = ?;
select t.name, t.version, t.alias from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join registered_model_aliases t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.alias;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, max(v.version) as newest from model_versions v where +v.workspace = 'default' and v.name in (select value from json_each(?)) and v.current_stage <> 'Deleted_Internal' group by v.name, v.current_stage order by v.name, min(v.version);
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;

-- getLatestVersionsByQuery
select name from registered_models where workspace = 'default' and name = ?;
select t.name, t.version, t.alias from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join registered_model_aliases t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.alias;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, max(v.version) as newest from model_versions v where +v.workspace = 'default' and v.name in (select value from json_each(?)) and v.current_stage <> 'Deleted_Internal' group by v.name, v.current_stage order by v.name, min(v.version);
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;

-- getLoggedModel
select 1 as found from logged_models where model_id = ? and lifecycle_stage = 'active';
select e.model_id, e.metric_name, e.metric_value, (e.metric_value = 0 and coalesce(( select min(case when n.is_nan then 1 else 0 end) from metrics n indexed by index_metrics_run_uuid_key_step where n.run_uuid = e.run_id and n.key = e.metric_name and n.step = e.metric_step and n.timestamp = e.metric_timestamp_ms and n.value = 0), 0) = 1), e.metric_timestamp_ms, e.metric_step, e.run_id, e.dataset_name, e.dataset_digest from logged_model_metrics e where e.model_id = ? order by e.rowid;
select model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, model_type, source_run_id, status_message from logged_models where model_id = ?;
select model_id, param_key, param_value from logged_model_params where model_id = ? order by param_key;
select model_id, tag_key, tag_value from logged_model_tags where model_id = ? order by tag_key;

-- getMetricHistory
select value, timestamp, step, is_nan from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? order by timestamp, step, value, is_nan limit ?;

-- getMetricHistory: first page
select value, timestamp, step, is_nan from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? order by timestamp, step, value, is_nan limit ?;

-- getMetricHistory: next page
with near as materialized ( select value, timestamp, step, is_nan, run_uuid from metrics where key = ? and (timestamp, step) >= (?, ?) order by timestamp, step limit ?) select * from (select value, timestamp, step, is_nan, run_uuid from near where run_uuid = ? and (timestamp, step, value, is_nan) > (?, ?, ?, ?) order by timestamp, step, value, is_nan limit ?) as found union all select count(*), 0, 0, 0, null from near;

-- getMetricHistoryBulk
select value, timestamp, step, is_nan, run_uuid from metrics indexed by index_metrics_run_uuid_key_step where run_uuid in (select value from json_each(?)) and key = ? order by run_uuid, timestamp, step, value limit ?;

-- getMetricHistoryBulkInterval
select step, rowid from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? order by step;
select value, timestamp, step, is_nan from metrics where rowid in (select value from json_each(?)) order by step;

-- getMetricHistoryBulkInterval: steps
select step, rowid from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step between ? and ? order by step;
select value, timestamp, step, is_nan from metrics where rowid in (select value from json_each(?)) order by step;

-- getModelVersion
select t.name, t.version, t.alias from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join registered_model_aliases t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.alias;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;

-- getModelVersionByAlias
select name from registered_models where workspace = 'default' and name = ?;
select t.name, t.version, t.alias from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join registered_model_aliases t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.alias;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;
select version from registered_model_aliases where workspace = 'default' and name = ? and alias = ?;

-- getModelVersionDownloadUri
select v.source, v.run_id, v.storage_location from registered_models m join model_versions v on v.workspace = m.workspace and v.name = m.name where m.workspace = 'default' and m.name = ? and v.version = ? and v.current_stage <> 'Deleted_Internal';

-- getRegisteredModel
select m.name, m.creation_time, m.last_updated_time, m.description from (select value, key as position from json_each(?)) as wanted cross join registered_models m on m.workspace = 'default' and m.name = wanted.value order by wanted.position;
select name, alias, version from registered_model_aliases where workspace = 'default' and name in (select value from json_each(?)) order by name, alias;
select name, key, coalesce(value, '') as value from registered_model_tags where workspace = 'default' and name in (select value from json_each(?)) order by name, key;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, max(v.version) as newest from model_versions v where +v.workspace = 'default' and v.name in (select value from json_each(?)) and v.current_stage <> 'Deleted_Internal' group by v.name, v.current_stage order by v.name, min(v.version);
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;

-- getRun
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ?;
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_INPUT' and source_id = ? union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;

-- getView
select view_id, name, kind, experiment_ids, state, is_default, creation_time, last_update_time from tailrace_views where view_id = ?;

-- groupRuns
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select e.run_uuid, e.key, e.value from json_each(?) k cross join json_each(?) i cross join params e where e.key = k.value and e.run_uuid = i.value;
select e.run_uuid, e.key, e.value, e.is_nan from json_each(?) k cross join json_each(?) i cross join latest_metrics e where e.key = k.value and e.run_uuid = i.value;
select e.run_uuid, e.value from json_each(?) k cross join json_each(?) i cross join params e where e.key = k.value and e.run_uuid = i.value;
select i.destination_id, d.name from (select value, key as position from json_each(?)) as wanted cross join inputs i on i.destination_type = 'RUN' and i.destination_id = wanted.value and +i.source_type = 'DATASET' join datasets d on d.dataset_uuid = i.source_id;
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, cast(experiment_id as varchar(20)) from runs where run_uuid in (select value from json_each(?));
select run_uuid, status from runs where run_uuid in (select value from json_each(?));

-- listTrash
select experiment_id as id, lifecycle_stage as stage, last_update_time as deleted_at, '' as artifact_uri, experiment_id from experiments where lifecycle_stage = 'deleted' and last_update_time <= ? order by experiment_id;
select model_id as id, lifecycle_stage as stage, last_updated_timestamp_ms as deleted_at, artifact_location as artifact_uri, experiment_id from logged_models where lifecycle_stage = 'deleted' and last_updated_timestamp_ms <= ? order by model_id;
select run_uuid as id, lifecycle_stage as stage, deleted_time as deleted_at, coalesce(artifact_uri, '') as artifact_uri, experiment_id from runs where lifecycle_stage = 'deleted' and deleted_time <= ? order by run_uuid;

-- listTrash: all
select experiment_id as id, lifecycle_stage as stage, last_update_time as deleted_at, '' as artifact_uri, experiment_id from experiments where lifecycle_stage = 'deleted' order by experiment_id;
select model_id as id, lifecycle_stage as stage, last_updated_timestamp_ms as deleted_at, artifact_location as artifact_uri, experiment_id from logged_models where experiment_id in (select value from json_each(?));
select model_id as id, lifecycle_stage as stage, last_updated_timestamp_ms as deleted_at, artifact_location as artifact_uri, experiment_id from logged_models where lifecycle_stage = 'deleted' order by model_id;
select run_uuid as id, lifecycle_stage as stage, deleted_time as deleted_at, coalesce(artifact_uri, '') as artifact_uri, experiment_id from runs where experiment_id in (select value from json_each(?));
select run_uuid as id, lifecycle_stage as stage, deleted_time as deleted_at, coalesce(artifact_uri, '') as artifact_uri, experiment_id from runs where lifecycle_stage = 'deleted' order by run_uuid;

-- listTrash: named
select experiment_id as id, lifecycle_stage as stage, last_update_time as deleted_at, '' as artifact_uri, experiment_id from experiments where experiment_id in (select value from json_each(?)) order by experiment_id;
select model_id as id, lifecycle_stage as stage, last_updated_timestamp_ms as deleted_at, artifact_location as artifact_uri, experiment_id from logged_models where experiment_id in (select value from json_each(?));
select model_id as id, lifecycle_stage as stage, last_updated_timestamp_ms as deleted_at, artifact_location as artifact_uri, experiment_id from logged_models where model_id in (select value from json_each(?)) order by model_id;
select run_uuid as id, case when exists (select 1 from experiments e where e.experiment_id = runs.experiment_id and e.lifecycle_stage = 'deleted') then 'deleted' else lifecycle_stage end as stage, deleted_time as deleted_at, coalesce(artifact_uri, '') as artifact_uri, experiment_id from runs where run_uuid in (select value from json_each(?)) order by run_uuid;
select run_uuid as id, lifecycle_stage as stage, deleted_time as deleted_at, coalesce(artifact_uri, '') as artifact_uri, experiment_id from runs where experiment_id in (select value from json_each(?));

-- listViews
select view_id, name, kind, experiment_ids, state, is_default, creation_time, last_update_time from tailrace_views order by is_default desc, name, view_id;

-- listViews: of an experiment
select view_id, name, kind, experiment_ids, state, is_default, creation_time, last_update_time from tailrace_views where kind = ? and experiment_ids like ? order by is_default desc, name, view_id;

-- logBatch
insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid) values (?, ?, ?, ?, ?, ?) on conflict (key, run_uuid) do update set value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan where (excluded.step, excluded.timestamp, excluded.value) > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value);
insert into metrics (key, value, timestamp, step, is_nan, run_uuid) values (?, ?, ?, ?, ?, ?) on conflict do nothing;
insert into params (key, value, run_uuid) values (?, ?, ?) on conflict (key, run_uuid) do nothing;
insert into tags (key, value, run_uuid) values (?, ?, ?) on conflict (key, run_uuid) do update set value = excluded.value;
select experiment_id, lifecycle_stage from runs where run_uuid = ?;

-- logInputs
insert into datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (experiment_id, name, digest) do nothing;
insert into input_tags (input_uuid, name, value) values (?, ?, ?) on conflict do nothing;
insert into inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) values (?, ?, ?, ?, ?, ?) on conflict do nothing;
select dataset_uuid, name, digest from datasets where experiment_id = ? and name in (select value from json_each(?)) and digest in (select value from json_each(?));
select experiment_id, lifecycle_stage from runs where run_uuid = ?;
select input_uuid from inputs where input_uuid in (select value from json_each(?));

-- logLoggedModelParams
insert into logged_model_params (model_id, experiment_id, param_key, param_value) values (?, ?, ?, ?) on conflict (model_id, param_key) do update set param_value = excluded.param_value where logged_model_params.param_value = excluded.param_value;
select experiment_id from logged_models where model_id = ?;

-- logMetric
insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid) values (?, ?, ?, ?, ?, ?) on conflict (key, run_uuid) do update set value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan where (excluded.step, excluded.timestamp, excluded.value) > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value);
insert into metrics (key, value, timestamp, step, is_nan, run_uuid) values (?, ?, ?, ?, ?, ?) on conflict do nothing;
select experiment_id, lifecycle_stage from runs where run_uuid = ?;

-- logMetric: of a logged model
insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid) values (?, ?, ?, ?, ?, ?) on conflict (key, run_uuid) do update set value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan where (excluded.step, excluded.timestamp, excluded.value) > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value);
insert into logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id, dataset_name, dataset_digest) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (model_id, metric_name, metric_timestamp_ms, metric_step, run_id) do update set metric_value = excluded.metric_value where logged_model_metrics.metric_value = excluded.metric_value;
insert into metrics (key, value, timestamp, step, is_nan, run_uuid) values (?, ?, ?, ?, ?, ?) on conflict do nothing;
select experiment_id, lifecycle_stage from runs where run_uuid = ?;
select model_id from logged_models where model_id in (select value from json_each(?));

-- logMetric: of a long series
insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid) values (?, ?, ?, ?, ?, ?) on conflict (key, run_uuid) do update set value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan where (excluded.step, excluded.timestamp, excluded.value) > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value);
insert into metrics (key, value, timestamp, step, is_nan, run_uuid) values (?, ?, ?, ?, ?, ?) on conflict do nothing;
select experiment_id, lifecycle_stage from runs where run_uuid = ?;

-- logModel
insert into tags (key, value, run_uuid) values (?, ?, ?) on conflict (key, run_uuid) do update set value = excluded.value;
select experiment_id, lifecycle_stage from runs where run_uuid = ?;
select value from tags where run_uuid = ? and key = ?;

-- logOutputs
insert into inputs (input_uuid, source_type, source_id, destination_type, destination_id, step) values (?, ?, ?, ?, ?, ?) on conflict (source_type, source_id, destination_type, destination_id) do update set step = excluded.step where inputs.step = excluded.step;
select experiment_id, lifecycle_stage from runs where run_uuid = ?;

-- logParam
insert into params (key, value, run_uuid) values (?, ?, ?) on conflict (key, run_uuid) do nothing;
select experiment_id, lifecycle_stage from runs where run_uuid = ?;

-- purgeRows
delete from experiment_tags where experiment_id in (select experiment_id from experiments where experiment_id in (select value from json_each(?)) and lifecycle_stage = 'deleted');
delete from experiments where experiment_id in (select experiment_id from experiments where experiment_id in (select value from json_each(?)) and lifecycle_stage = 'deleted');
delete from input_tags where input_uuid in (select input_uuid from inputs where destination_type = 'RUN' and destination_id in (select value from json_each(?)));
delete from input_tags where input_uuid in (select input_uuid from inputs where destination_type in ('MODEL_INPUT', 'MODEL_OUTPUT') and destination_id in (select value from json_each(?)));
delete from input_tags where input_uuid in (select input_uuid from inputs where source_type in ('RUN_INPUT', 'RUN_OUTPUT') and source_id in (select value from json_each(?)));
delete from inputs where destination_type = 'RUN' and destination_id in (select value from json_each(?));
delete from inputs where destination_type in ('MODEL_INPUT', 'MODEL_OUTPUT') and destination_id in (select value from json_each(?));
delete from inputs where source_type in ('RUN_INPUT', 'RUN_OUTPUT') and source_id in (select value from json_each(?));
delete from latest_metrics where run_uuid in (select value from json_each(?));
delete from logged_models where experiment_id in (select experiment_id from experiments where experiment_id in (select value from json_each(?)) and lifecycle_stage = 'deleted');
delete from logged_models where model_id in (select value from json_each(?));
delete from metrics where rowid in (select rowid from metrics where run_uuid in (select value from json_each(?)) limit 50000);
delete from params where run_uuid in (select value from json_each(?));
delete from runs where run_uuid in (select value from json_each(?));
delete from scorers where experiment_id in (select experiment_id from experiments where experiment_id in (select value from json_each(?)) and lifecycle_stage = 'deleted');
delete from tags where run_uuid in (select value from json_each(?));
delete from trace_info where experiment_id in (select experiment_id from experiments where experiment_id in (select value from json_each(?)) and lifecycle_stage = 'deleted');
select model_id from logged_models where model_id in (select value from json_each(?)) and (lifecycle_stage = 'deleted' or exists (select 1 from experiments e where e.experiment_id = logged_models.experiment_id and e.lifecycle_stage = 'deleted'));
select run_uuid from runs where run_uuid in (select value from json_each(?)) and (lifecycle_stage = 'deleted' or exists (select 1 from experiments e where e.experiment_id = runs.experiment_id and e.lifecycle_stage = 'deleted')) order by run_uuid;

-- queryMetricBands
select min(first) as first, max(last) as last from (select (select min(step) from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = r.value and key = ? ) as first, (select max(step) from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = r.value and key = ? ) as last from (select value, key as position from json_each(?)) as r) as ends;
with per_run as materialized ( select (step - ?) / ? as b, run_uuid, avg(value) as v from metrics indexed by index_metrics_run_uuid_key_step where run_uuid in (select value from json_each(?)) and key = ? and not is_nan and value between -1e+150 and 1e+150 group by run_uuid, b ), per_bucket as materialized (select b, avg(v) as mean from per_run group by b) select per_run.b, count(*), min(mean), sum(case when abs(v - mean) < 1e-150 then 0 else (v - mean) * (v - mean) end), min(v), max(v), (select count(distinct run_uuid) from per_run) from per_run join per_bucket on per_bucket.b = per_run.b group by per_run.b order by per_run.b;

-- queryMetricHistory
select run, key, points from ( select r.value as run, k.value as key, r.position as run_position, k.position as key_position, (select count(*) from (select 1 as one from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = r.value and key = k.value limit ?) as enough) as points from (select value, key as position from json_each(?)) as r cross join (select value, key as position from json_each(?)) as k ) as counted where points > 0 order by run_position, key_position;
select value, is_nan, step, timestamp, run_uuid, key from metrics indexed by index_metrics_run_uuid_key_step where (run_uuid, key) in (select value ->> 0, value ->> 1 from json_each(?));

-- queryMetricHistory: first metrics
select distinct experiment_id from runs where run_uuid in (select value from json_each(?));
select experiment_id, value from experiment_tags where key = 'tailrace.primaryMetric' and experiment_id in (select value from json_each(?));
select key from latest_metrics where run_uuid in (select value from json_each(?)) and key not like 'system/%' group by key order by key;
select run, key, points from ( select r.value as run, k.value as key, r.position as run_position, k.position as key_position, (select count(*) from (select 1 as one from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = r.value and key = k.value limit ?) as enough) as points from (select value, key as position from json_each(?)) as r cross join (select value, key as position from json_each(?)) as k ) as counted where points > 0 order by run_position, key_position;
select value, is_nan, step, timestamp, run_uuid, key from metrics indexed by index_metrics_run_uuid_key_step where (run_uuid, key) in (select value ->> 0, value ->> 1 from json_each(?));

-- queryMetricHistory: long series
select max(value), step, timestamp, count(*), sum(is_nan) from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ?;
select run, key, points from ( select r.value as run, k.value as key, r.position as run_position, k.position as key_position, (select count(*) from (select 1 as one from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = r.value and key = k.value limit ?) as enough) as points from (select value, key as position from json_each(?)) as r cross join (select value, key as position from json_each(?)) as k ) as counted where points > 0 order by run_position, key_position;
select value, is_nan, step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? order by step asc, timestamp asc, value asc, is_nan asc limit 1;
select value, is_nan, step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? order by step desc, timestamp desc, value desc, is_nan desc limit 1;
select value, is_nan, step, timestamp, rowid from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ? order by step, rowid limit 2000;

-- queryMetricHistory: long series by time
select (select min(step) from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ?), (select max(step) from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ?);
select count(*), sum(is_nan), min(value), max(value), min(timestamp), max(timestamp) from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ?;
select run, key, points from ( select r.value as run, k.value as key, r.position as run_position, k.position as key_position, (select count(*) from (select 1 as one from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = r.value and key = k.value limit ?) as enough) as points from (select value, key as position from json_each(?)) as r cross join (select value, key as position from json_each(?)) as k ) as counted where points > 0 order by run_position, key_position;
select value, is_nan, step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ? and value = ? order by step, rowid limit 1;
select value, is_nan, step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ? order by timestamp asc, step asc, value asc, is_nan asc limit 1;
select value, is_nan, step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ? order by timestamp desc, step desc, value desc, is_nan desc limit 1;
select value, is_nan, step, timestamp, rowid from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ? order by step, rowid limit 2000;

-- queryMetricHistory: long series of numbers
select max(value), step, timestamp, count(*), sum(is_nan) from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ?;
select min(value), step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ?;
select run, key, points from ( select r.value as run, k.value as key, r.position as run_position, k.position as key_position, (select count(*) from (select 1 as one from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = r.value and key = k.value limit ?) as enough) as points from (select value, key as position from json_each(?)) as r cross join (select value, key as position from json_each(?)) as k ) as counted where points > 0 order by run_position, key_position;
select value, is_nan, step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? order by step asc, timestamp asc, value asc, is_nan asc limit 1;
select value, is_nan, step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? order by step desc, timestamp desc, value desc, is_nan desc limit 1;

-- queryMetricHistory: range of steps
select run, key, points from ( select r.value as run, k.value as key, r.position as run_position, k.position as key_position, (select count(*) from (select 1 as one from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = r.value and key = k.value and step >= ? and step <= ? limit ?) as enough) as points from (select value, key as position from json_each(?)) as r cross join (select value, key as position from json_each(?)) as k ) as counted where points > 0 order by run_position, key_position;
select value, is_nan, step, timestamp, run_uuid, key from metrics indexed by index_metrics_run_uuid_key_step where (run_uuid, key) in (select value ->> 0, value ->> 1 from json_each(?)) and step >= ? and step <= ?;

-- queryMetricHistory: smoothed series
select max(value), step, timestamp, count(*), sum(is_nan) from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ?;
select run, key, points from ( select r.value as run, k.value as key, r.position as run_position, k.position as key_position, (select count(*) from (select 1 as one from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = r.value and key = k.value and step >= ? limit ?) as enough) as points from (select value, key as position from json_each(?)) as r cross join (select value, key as position from json_each(?)) as k ) as counted where points > 0 order by run_position, key_position;
select value from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step < ? and not is_nan and value > -1.7976931348623157e+308 and value < 1.7976931348623157e+308 order by step desc, timestamp desc, value desc limit ?;
select value, is_nan, step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? order by step asc, timestamp asc, value asc, is_nan asc limit 1;
select value, is_nan, step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? order by step desc, timestamp desc, value desc, is_nan desc limit 1;
select value, is_nan, step, timestamp, rowid from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ? order by step, rowid limit 2000;

-- queryMetricHistory: smoothed series by time
select (select min(step) from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ?), (select max(step) from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ?);
select count(*), sum(is_nan), min(value), max(value), min(timestamp), max(timestamp) from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ? and timestamp >= ?;
select run, key, points from ( select r.value as run, k.value as key, r.position as run_position, k.position as key_position, (select count(*) from (select 1 as one from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = r.value and key = k.value and timestamp >= ? limit ?) as enough) as points from (select value, key as position from json_each(?)) as r cross join (select value, key as position from json_each(?)) as k ) as counted where points > 0 order by run_position, key_position;
select value, is_nan, step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ? and timestamp >= ? order by timestamp asc, step asc, value asc, is_nan asc limit 1;
select value, is_nan, step, timestamp from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ? and timestamp >= ? order by timestamp desc, step desc, value desc, is_nan desc limit 1;
select value, is_nan, step, timestamp, rowid from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ? and timestamp >= ? order by step, rowid limit 2000;
select value, is_nan, step, timestamp, rowid from metrics indexed by index_metrics_run_uuid_key_step where run_uuid = ? and key = ? and step >= ? and step <= ? order by step, rowid limit 2000;

-- queryRuns: children
select e.run_uuid from tags e where e.key = ? and e.value = ? limit ?;
select r.run_uuid, r.run_uuid as k0 from json_each(?) as s cross join runs r where (+r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from json_each(?) as s cross join runs r where (+r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select t.value, count(*) from tags t cross join runs c where t.key = ? and t.value in (select value from json_each(?)) and c.run_uuid = t.run_uuid and c.run_uuid <> t.value and (+c.experiment_id in (select value from json_each(?))) and (c.lifecycle_stage = ?) group by t.value;

-- queryRuns: keys that tell most
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select d.name, d.digest, coalesce(t.value, '') as context, count(distinct i.destination_id) from (select value, key as position from json_each(?)) as wanted cross join inputs i on i.destination_type = 'RUN' and i.destination_id = wanted.value and +i.source_type = 'DATASET' join datasets d on d.dataset_uuid = i.source_id left join input_tags t on t.input_uuid = i.input_uuid and t.name = 'mlflow.data.context' group by d.name, d.digest, coalesce(t.value, '');
select e.key, e.value from params e where e.run_uuid in (select value from json_each(?));
select e.key, e.value from tags e where e.run_uuid in (select value from json_each(?));
select e.key, e.value, e.is_nan from latest_metrics e where e.run_uuid in (select value from json_each(?));
select e.run_uuid, e.key, e.value from json_each(?) k cross join json_each(?) i cross join params e where e.key = k.value and e.run_uuid = i.value limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from json_each(?) k cross join json_each(?) i cross join latest_metrics e where e.key = k.value and e.run_uuid = i.value limit ?;
select experiment_id, value from experiment_tags where key = 'tailrace.primaryMetric' and experiment_id in (select value from json_each(?));
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select status, user_id, count(*) from runs where run_uuid in (select value from json_each(?)) group by status, user_id;
select value, count(*) from tags where run_uuid in (select value from json_each(?)) and +key = 'mlflow.source.name' group by value;

-- queryRuns: many keys
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select e.run_uuid, e.key, e.value from params e where e.run_uuid in (select value from json_each(?)) and +e.key in (select value from json_each(?)) limit ?;
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;

-- queryRuns: many metrics of children
select e.run_uuid from latest_metrics e where e.key = ? and e.is_nan = ? and e.value > ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid in (select value from json_each(?)) and +e.key in (select value from json_each(?)) limit ?;
select experiment_id from experiments where lifecycle_stage = 'active';
select r.run_uuid, r.run_uuid as k0 from json_each(?) as s cross join runs r where (+r.experiment_id in (select value from json_each(?))) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (not exists (select 1 from tags parent_tag cross join runs p where parent_tag.run_uuid = r.run_uuid and parent_tag.key = ? and p.run_uuid = parent_tag.value and p.run_uuid <> r.run_uuid and (+p.experiment_id in (select value from json_each(?))) and (p.lifecycle_stage = ?))) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from json_each(?) as s cross join runs r where (+r.experiment_id in (select value from json_each(?))) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (not exists (select 1 from tags parent_tag cross join runs p where parent_tag.run_uuid = r.run_uuid and parent_tag.key = ? and p.run_uuid = parent_tag.value and p.run_uuid <> r.run_uuid and (+p.experiment_id in (select value from json_each(?))) and (p.lifecycle_stage = ?))) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select t.value, count(*) from tags t cross join runs c where t.key = ? and t.value in (select value from json_each(?)) and c.run_uuid = t.run_uuid and c.run_uuid <> t.value and (+c.experiment_id in (select value from json_each(?))) and (c.lifecycle_stage = ?) group by t.value;
with recursive below (top, run) as ( select t.value, t.run_uuid from tags t where t.key = ? and t.value in (select value from json_each(?)) union select b.top, t.run_uuid from below b cross join tags t where t.key = ? and t.value = b.run) select b.top, m.key, count(*), avg(case when abs(m.value) < 1e+300 then m.value end), min(m.value), max(m.value) from below b cross join runs c cross join latest_metrics m where m.run_uuid = c.run_uuid and +m.key in (select value from json_each(?)) and c.run_uuid = b.run and c.run_uuid <> b.top and (+c.experiment_id in (select value from json_each(?))) and (c.lifecycle_stage = ?) and m.is_nan = 0 group by b.top, m.key;

-- queryRuns: metrics of children
select e.run_uuid from latest_metrics e where e.key = ? and e.is_nan = ? and e.value > ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from json_each(?) k cross join json_each(?) i cross join latest_metrics e where e.key = k.value and e.run_uuid = i.value limit ?;
select experiment_id from experiments where lifecycle_stage = 'active';
select r.run_uuid, r.run_uuid as k0 from json_each(?) as s cross join runs r where (+r.experiment_id in (select value from json_each(?))) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (not exists (select 1 from tags parent_tag cross join runs p where parent_tag.run_uuid = r.run_uuid and parent_tag.key = ? and p.run_uuid = parent_tag.value and p.run_uuid <> r.run_uuid and (+p.experiment_id in (select value from json_each(?))) and (p.lifecycle_stage = ?))) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from json_each(?) as s cross join runs r where (+r.experiment_id in (select value from json_each(?))) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (not exists (select 1 from tags parent_tag cross join runs p where parent_tag.run_uuid = r.run_uuid and parent_tag.key = ? and p.run_uuid = parent_tag.value and p.run_uuid <> r.run_uuid and (+p.experiment_id in (select value from json_each(?))) and (p.lifecycle_stage = ?))) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select t.value, count(*) from tags t cross join runs c where t.key = ? and t.value in (select value from json_each(?)) and c.run_uuid = t.run_uuid and c.run_uuid <> t.value and (+c.experiment_id in (select value from json_each(?))) and (c.lifecycle_stage = ?) group by t.value;
with recursive below (top, run) as ( select t.value, t.run_uuid from tags t where t.key = ? and t.value in (select value from json_each(?)) union select b.top, t.run_uuid from below b cross join tags t where t.key = ? and t.value = b.run) select b.top, m.key, count(*), avg(case when abs(m.value) < 1e+300 then m.value end), min(m.value), max(m.value) from below b cross join runs c cross join latest_metrics m where m.run_uuid = c.run_uuid and m.key in (select value from json_each(?)) and c.run_uuid = b.run and c.run_uuid <> b.top and (+c.experiment_id in (select value from json_each(?))) and (c.lifecycle_stage = ?) and m.is_nan = 0 group by b.top, m.key;

-- queryRuns: roots of all experiments
select count(*) as n from json_each(?) as s cross join runs r where (+r.experiment_id in (select value from json_each(?))) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (not exists (select 1 from tags parent_tag cross join runs p where parent_tag.run_uuid = r.run_uuid and parent_tag.key = ? and p.run_uuid = parent_tag.value and p.run_uuid <> r.run_uuid and (+p.experiment_id in (select value from json_each(?))) and (p.lifecycle_stage = ?)));
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0) from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid from latest_metrics e where e.key = ? and e.is_nan = ? and e.value > ? limit ?;
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ? limit ?;
select experiment_id from experiments where lifecycle_stage = 'active';
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select r.run_uuid, r.run_uuid as k0 from json_each(?) as s cross join runs r where (+r.experiment_id in (select value from json_each(?))) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (not exists (select 1 from tags parent_tag cross join runs p where parent_tag.run_uuid = r.run_uuid and parent_tag.key = ? and p.run_uuid = parent_tag.value and p.run_uuid <> r.run_uuid and (+p.experiment_id in (select value from json_each(?))) and (p.lifecycle_stage = ?))) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from json_each(?) as s cross join runs r where (+r.experiment_id in (select value from json_each(?))) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (not exists (select 1 from tags parent_tag cross join runs p where parent_tag.run_uuid = r.run_uuid and parent_tag.key = ? and p.run_uuid = parent_tag.value and p.run_uuid <> r.run_uuid and (+p.experiment_id in (select value from json_each(?))) and (p.lifecycle_stage = ?))) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;
select t.value, count(*) from tags t cross join runs c where t.key = ? and t.value in (select value from json_each(?)) and c.run_uuid = t.run_uuid and c.run_uuid <> t.value and (+c.experiment_id in (select value from json_each(?))) and (c.lifecycle_stage = ?) group by t.value;

-- queryRuns: some keys
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select count(*) as n from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?);
select e.run_uuid, e.key, e.value from json_each(?) k cross join json_each(?) i cross join params e where e.key = k.value and e.run_uuid = i.value limit ?;
select e.run_uuid, e.key, e.value from json_each(?) k cross join json_each(?) i cross join tags e where e.key = k.value and e.run_uuid = i.value limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from json_each(?) k cross join json_each(?) i cross join latest_metrics e where e.key = k.value and e.run_uuid = i.value limit ?;
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;

-- queryRuns: with extremes
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select e.run_uuid, e.key, e.value from json_each(?) k cross join json_each(?) i cross join params e where e.key = k.value and e.run_uuid = i.value limit ?;
select e.run_uuid, e.key, e.value from json_each(?) k cross join json_each(?) i cross join tags e where e.key = k.value and e.run_uuid = i.value limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from json_each(?) k cross join json_each(?) i cross join latest_metrics e where e.key = k.value and e.run_uuid = i.value limit ?;
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
with w as materialized (select value ->> 'position' as position, value ->> 'shown' as shown, value ->> 'leader' as leader, value ->> 'sign' as sign, value ->> 'tie' as tie from json_each(?)), i as materialized (select value as id from json_each(?)) select w.position, i.id, m.value, m.step, m.timestamp from w cross join i cross join metrics m where m.rowid = ( select p.rowid from metrics p indexed by index_metrics_run_uuid_key_step where p.run_uuid = i.id and p.key = w.shown and not p.is_nan and p.step = (select b.step from metrics b indexed by index_metrics_run_uuid_key_step where b.run_uuid = i.id and b.key = w.leader and not b.is_nan order by b.value * w.sign, b.step limit 1) order by p.value * w.tie, p.timestamp desc limit 1) order by w.position;

-- queryRuns: with ordinals
select a, c, (select count(*) from (select r.run_uuid from runs r where r.experiment_id = e.a and r.lifecycle_stage in ('active', 'deleted') and r.start_time >= e.b and r.start_time < e.c) as earlier) from (select value ->> 0 as a, value ->> 1 as b, value ->> 2 as c from json_each(?)) as e;
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select e.run_uuid, e.key, e.value from json_each(?) k cross join json_each(?) i cross join params e where e.key = k.value and e.run_uuid = i.value limit ?;
select e.run_uuid, e.key, e.value from json_each(?) k cross join json_each(?) i cross join tags e where e.key = k.value and e.run_uuid = i.value limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from json_each(?) k cross join json_each(?) i cross join latest_metrics e where e.key = k.value and e.run_uuid = i.value limit ?;
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select run_uuid, place from ( select r.run_uuid, row_number() over (partition by r.experiment_id, r.start_time order by r.run_uuid) - 1 as place from (select value ->> 0 as a, value ->> 1 as b, value ->> 2 as c from json_each(?)) as e cross join runs r where r.experiment_id = e.a and r.lifecycle_stage in ('active', 'deleted') and r.start_time = e.c ) as placed where run_uuid in (select value from json_each(?));

-- quietRuns
select r.run_uuid, r.experiment_id, r.name from runs r join experiments e on e.experiment_id = r.experiment_id where r.lifecycle_stage = 'active' and r.status = 'RUNNING' and e.lifecycle_stage = 'active' order by r.start_time desc nulls last, r.run_uuid limit 200;
select run_uuid, cast(count(*) as varchar(20)) as print from params where run_uuid in (select value from json_each(?)) group by run_uuid;
select run_uuid, key, length(value) as size, substr(value, 1, 100) as start from tags where run_uuid in (select value from json_each(?)) order by run_uuid, key;
select run_uuid, max("timestamp") as last from latest_metrics where run_uuid in (select value from json_each(?)) group by run_uuid;

-- renameRegisteredModel
delete from registered_models where workspace = 'default' and name = ?;
insert into registered_models (workspace, name, creation_time, description) select workspace, ?, creation_time, description from registered_models where workspace = 'default' and name = ? on conflict do nothing returning name;
select m.name, m.creation_time, m.last_updated_time, m.description from (select value, key as position from json_each(?)) as wanted cross join registered_models m on m.workspace = 'default' and m.name = wanted.value order by wanted.position;
select name from registered_models where workspace = 'default' and name = ?;
select name, alias, version from registered_model_aliases where workspace = 'default' and name in (select value from json_each(?)) order by name, alias;
select name, key, coalesce(value, '') as value from registered_model_tags where workspace = 'default' and name in (select value from json_each(?)) order by name, key;
select v.name, max(v.version) as newest from model_versions v where +v.workspace = 'default' and v.name in (select value from json_each(?)) and v.current_stage <> 'Deleted_Internal' group by v.name, v.current_stage order by v.name, min(v.version);
update model_versions set last_updated_time = ? where workspace = 'default' and name = ?;
update model_versions set name = ? where workspace = 'default' and name = ?;
update registered_model_aliases set name = ? where workspace = 'default' and name = ?;
update registered_model_tags set name = ? where workspace = 'default' and name = ?;
update registered_models set last_updated_time = ? where workspace = 'default' and name = ?;

-- restoreExperiment
update experiments set lifecycle_stage = ?, last_update_time = ? where experiment_id = ? and lifecycle_stage = ?;
update runs set lifecycle_stage = 'active', deleted_time = null where experiment_id = ?;

-- restoreRun
update runs set lifecycle_stage = 'active', deleted_time = null where run_uuid = ?;

-- runColumns
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select d.name, d.digest, coalesce(t.value, '') as context, count(distinct i.destination_id) from (select value, key as position from json_each(?)) as wanted cross join inputs i on i.destination_type = 'RUN' and i.destination_id = wanted.value and +i.source_type = 'DATASET' join datasets d on d.dataset_uuid = i.source_id left join input_tags t on t.input_uuid = i.input_uuid and t.name = 'mlflow.data.context' group by d.name, d.digest, coalesce(t.value, '');
select e.key, e.value from params e where e.run_uuid in (select value from json_each(?));
select e.key, e.value from tags e where e.run_uuid in (select value from json_each(?));
select e.key, e.value, e.is_nan from latest_metrics e where e.run_uuid in (select value from json_each(?));
select experiment_id, value from experiment_tags where key = 'tailrace.primaryMetric' and experiment_id in (select value from json_each(?));
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select status, user_id, count(*) from runs where run_uuid in (select value from json_each(?)) group by status, user_id;
select value, count(*) from tags where run_uuid in (select value from json_each(?)) and +key = 'mlflow.source.name' group by value;

-- runColumns: of nested runs
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select d.name, d.digest, coalesce(t.value, '') as context, count(distinct i.destination_id) from (select value, key as position from json_each(?)) as wanted cross join inputs i on i.destination_type = 'RUN' and i.destination_id = wanted.value and +i.source_type = 'DATASET' join datasets d on d.dataset_uuid = i.source_id left join input_tags t on t.input_uuid = i.input_uuid and t.name = 'mlflow.data.context' group by d.name, d.digest, coalesce(t.value, '');
select distinct e.key from latest_metrics e where e.run_uuid in (select value from json_each(?));
select distinct e.key from params e where e.run_uuid in (select value from json_each(?));
select distinct e.key from tags e where e.run_uuid in (select value from json_each(?));
select e.key, e.value from params e where e.run_uuid in (select value from json_each(?));
select e.key, e.value from tags e where e.run_uuid in (select value from json_each(?));
select e.key, e.value, e.is_nan from latest_metrics e where e.run_uuid in (select value from json_each(?));
select experiment_id, value from experiment_tags where key = 'tailrace.primaryMetric' and experiment_id in (select value from json_each(?));
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select status, user_id, count(*) from runs where run_uuid in (select value from json_each(?)) group by status, user_id;
select t.run_uuid, p.run_uuid from tags t cross join runs p where +t.key = ? and t.run_uuid in (select value from json_each(?)) and p.run_uuid = t.value and p.run_uuid <> t.run_uuid and (+p.experiment_id in (select value from json_each(?))) and (p.lifecycle_stage = ?);
select value, count(*) from tags where run_uuid in (select value from json_each(?)) and +key = 'mlflow.source.name' group by value;

-- runColumns: of some keys
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select d.name, d.digest, coalesce(t.value, '') as context, count(distinct i.destination_id) from (select value, key as position from json_each(?)) as wanted cross join inputs i on i.destination_type = 'RUN' and i.destination_id = wanted.value and +i.source_type = 'DATASET' join datasets d on d.dataset_uuid = i.source_id left join input_tags t on t.input_uuid = i.input_uuid and t.name = 'mlflow.data.context' group by d.name, d.digest, coalesce(t.value, '');
select e.key, e.value from json_each(?) k cross join json_each(?) i cross join params e where e.key = k.value and e.run_uuid = i.value;
select e.key, e.value from json_each(?) k cross join json_each(?) i cross join tags e where e.key = k.value and e.run_uuid = i.value;
select e.key, e.value, e.is_nan from json_each(?) k cross join json_each(?) i cross join latest_metrics e where e.key = k.value and e.run_uuid = i.value;
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select status, user_id, count(*) from runs where run_uuid in (select value from json_each(?)) group by status, user_id;
select value, count(*) from tags where run_uuid in (select value from json_each(?)) and +key = 'mlflow.source.name' group by value;

-- searchDatasets
select * from ( select distinct d.experiment_id, d.name, d.digest, (select t.value from input_tags t where t.input_uuid = i.input_uuid and t.name = 'mlflow.data.context') as context from (select value from json_each(?)) as wanted cross join datasets d on d.experiment_id = wanted.value cross join inputs i on i.source_type = 'DATASET' and i.source_id = d.dataset_uuid ) as used order by experiment_id, name, digest, context limit 1000;

-- searchExperiments
select e.experiment_id, (e.creation_time is null) as k0, e.creation_time as k1, e.experiment_id as k2 from experiments e where (e.lifecycle_stage = ?) order by (e.creation_time is null), e.creation_time desc nulls last, e.experiment_id limit ?;
select experiment_id, key, value from experiment_tags where experiment_id in (select value from json_each(?)) order by experiment_id, key;
select experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace from experiments where experiment_id in (select value from json_each(?));
select experiment_id, sum(octet_length(value)) from experiment_tags where experiment_id in (select value from json_each(?)) group by experiment_id;

-- searchExperiments: filter
select e.experiment_id, (e.creation_time is null) as k0, e.creation_time as k1, e.experiment_id as k2 from experiments e where (e.lifecycle_stage = ?) and ((e.name like ?) and (exists (select 1 from experiment_tags t where t.experiment_id = e.experiment_id and t.key = ? and t.value = ?))) order by (e.creation_time is null), e.creation_time desc nulls last, e.experiment_id desc nulls last limit ?;
select experiment_id, key, value from experiment_tags where experiment_id in (select value from json_each(?)) order by experiment_id, key;
select experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace from experiments where experiment_id in (select value from json_each(?));

-- searchExperimentsByQuery
select e.experiment_id, (e.creation_time is null) as k0, e.creation_time as k1, e.experiment_id as k2 from experiments e where (e.lifecycle_stage = ?) order by (e.creation_time is null), e.creation_time desc nulls last, e.experiment_id limit ?;
select experiment_id, key, value from experiment_tags where experiment_id in (select value from json_each(?)) order by experiment_id, key;
select experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace from experiments where experiment_id in (select value from json_each(?));

-- searchLoggedModels
select e.model_id, e.metric_name, e.metric_value, (e.metric_value = 0 and coalesce(( select min(case when n.is_nan then 1 else 0 end) from metrics n indexed by index_metrics_run_uuid_key_step where n.run_uuid = e.run_id and n.key = e.metric_name and n.step = e.metric_step and n.timestamp = e.metric_timestamp_ms and n.value = 0), 0) = 1), e.metric_timestamp_ms, e.metric_step, e.run_id, e.dataset_name, e.dataset_digest from logged_model_metrics e where e.model_id = ? order by e.rowid;
select l.model_id, l.creation_timestamp_ms as k0, l.model_id as k1 from logged_models l where ((l.experiment_id = ?) and (l.lifecycle_stage = 'active')) order by l.creation_timestamp_ms desc nulls last, l.model_id limit ?;
select model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, model_type, source_run_id, status_message from logged_models where model_id = ?;
select model_id, param_key, param_value from logged_model_params where model_id = ? order by param_key;
select model_id, tag_key, tag_value from logged_model_tags where model_id = ? order by tag_key;

-- searchLoggedModels: datasets, order by a metric
with l as materialized (select l.*, (select p.metric_value from logged_model_metrics p where (p.model_id = l.model_id and p.metric_name = ?) order by p.metric_timestamp_ms desc, p.metric_step desc, p.run_id limit 1) as m0, (select case when p.metric_value is null then 2 when (p.metric_value = 0 and coalesce(( select min(case when n.is_nan then 1 else 0 end) from metrics n indexed by index_metrics_run_uuid_key_step where n.run_uuid = p.run_id and n.key = p.metric_name and n.step = p.metric_step and n.timestamp = p.metric_timestamp_ms and n.value = 0), 0) = 1) then 1 else 0 end from logged_model_metrics p where (p.model_id = l.model_id and p.metric_name = ?) order by p.metric_timestamp_ms desc, p.metric_step desc, p.run_id limit 1) as m1 from logged_models l where (l.experiment_id = ?) and (l.lifecycle_stage = 'active') and (exists (select 1 from logged_model_metrics e where e.model_id = l.model_id and (e.dataset_name, e.dataset_digest) in (select value ->> 0, value ->> 1 from json_each(?)) limit 1 offset 0))) select l.model_id, coalesce(l.m1, 2) as k0, l.m0 as k1, l.creation_timestamp_ms as k2, l.model_id as k3 from l where true order by coalesce(l.m1, 2), l.m0, l.creation_timestamp_ms desc nulls last, l.model_id limit ?;

-- searchLoggedModels: filter
select e.model_id, e.metric_name, e.metric_value, (e.metric_value = 0 and coalesce(( select min(case when n.is_nan then 1 else 0 end) from metrics n indexed by index_metrics_run_uuid_key_step where n.run_uuid = e.run_id and n.key = e.metric_name and n.step = e.metric_step and n.timestamp = e.metric_timestamp_ms and n.value = 0), 0) = 1), e.metric_timestamp_ms, e.metric_step, e.run_id, e.dataset_name, e.dataset_digest from logged_model_metrics e where e.model_id = ? order by e.rowid;
select l.model_id, l.creation_timestamp_ms as k0, l.model_id as k1 from logged_models l where ((l.experiment_id = ?) and (l.lifecycle_stage = 'active') and ((exists (select 1 from logged_model_metrics e where e.model_id = l.model_id and e.metric_name = ? and e.metric_value > ? and not (e.metric_value = 0 and coalesce(( select min(case when n.is_nan then 1 else 0 end) from metrics n indexed by index_metrics_run_uuid_key_step where n.run_uuid = e.run_id and n.key = e.metric_name and n.step = e.metric_step and n.timestamp = e.metric_timestamp_ms and n.value = 0), 0) = 1))) and (exists (select 1 from logged_model_params e where e.model_id = l.model_id and e.param_key = ? and e.param_value = ?)))) order by l.creation_timestamp_ms desc nulls last, l.model_id limit ?;
select model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, model_type, source_run_id, status_message from logged_models where model_id = ?;
select model_id, param_key, param_value from logged_model_params where model_id = ? order by param_key;
select model_id, tag_key, tag_value from logged_model_tags where model_id = ? order by tag_key;

-- searchModelVersions
select 1 as one from model_version_tags where workspace = 'default' and key = ? and value = 'true' limit 1;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, v.version, (v.last_updated_time is null) as k0, v.last_updated_time as k1, v.name as k2, v.version as k3 from model_versions v where (+v.workspace = 'default') and (v.current_stage <> 'Deleted_Internal') and (v.last_updated_time is not null) order by v.last_updated_time desc nulls last, v.name, v.version desc nulls last limit ?;
select v.name, v.version, (v.last_updated_time is null) as k0, v.last_updated_time as k1, v.name as k2, v.version as k3 from model_versions v where (+v.workspace = 'default') and (v.current_stage <> 'Deleted_Internal') and (v.last_updated_time is null) order by v.name, v.version desc nulls last limit ?;
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;

-- searchModelVersions: filter
select 1 as one from model_version_tags where workspace = 'default' and key = ? and value = 'true' limit 1;
select t.name, t.version from model_version_tags t where +t.workspace = 'default' and t.key = ? and t.value = ? limit ?;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;
select v.name, v.version, v.version as k0, v.name as k1 from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where (v.workspace = 'default') and (v.current_stage <> 'Deleted_Internal') and (v.name = ?) order by v.version, v.name limit ?;

-- searchModelVersions: of a run
select 1 as one from model_version_tags where workspace = 'default' and key = ? and value = 'true' limit 1;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, v.version from model_versions v where v.run_id = ? limit ?;
select v.name, v.version, (v.last_updated_time is null) as k0, v.last_updated_time as k1, v.name as k2, v.version as k3 from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where (+v.workspace = 'default') and (v.current_stage <> 'Deleted_Internal') and (v.last_updated_time is not null) order by v.last_updated_time desc nulls last, v.name, v.version desc nulls last limit ?;
select v.name, v.version, (v.last_updated_time is null) as k0, v.last_updated_time as k1, v.name as k2, v.version as k3 from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where (+v.workspace = 'default') and (v.current_stage <> 'Deleted_Internal') and (v.last_updated_time is null) order by v.name, v.version desc nulls last limit ?;
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;

-- searchRegisteredModels
select 1 as one from registered_model_tags where workspace = 'default' and key = ? and value = 'true' limit 1;
select m.name, m.creation_time, m.last_updated_time, m.description from (select value, key as position from json_each(?)) as wanted cross join registered_models m on m.workspace = 'default' and m.name = wanted.value order by wanted.position;
select m.name, m.name as k0 from registered_models m where (m.workspace = 'default') order by m.name limit ?;
select name, alias, version from registered_model_aliases where workspace = 'default' and name in (select value from json_each(?)) order by name, alias;
select name, key, coalesce(value, '') as value from registered_model_tags where workspace = 'default' and name in (select value from json_each(?)) order by name, key;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, max(v.version) as newest from model_versions v where +v.workspace = 'default' and v.name in (select value from json_each(?)) and v.current_stage <> 'Deleted_Internal' group by v.name, v.current_stage order by v.name, min(v.version);
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;

-- searchRegisteredModels: filter
select 1 as one from registered_model_tags where workspace = 'default' and key = ? and value = 'true' limit 1;
select m.name, m.creation_time, m.last_updated_time, m.description from (select value, key as position from json_each(?)) as wanted cross join registered_models m on m.workspace = 'default' and m.name = wanted.value order by wanted.position;
select m.name, m.name as k0 from (select value, key as position from json_each(?)) as wanted cross join registered_models m on m.workspace = 'default' and m.name = wanted.value where (m.workspace = 'default') and (m.name like ?) order by m.name desc nulls last limit ?;
select name, alias, version from registered_model_aliases where workspace = 'default' and name in (select value from json_each(?)) order by name, alias;
select name, key, coalesce(value, '') as value from registered_model_tags where workspace = 'default' and name in (select value from json_each(?)) order by name, key;
select t.name from registered_model_tags t where +t.workspace = 'default' and t.key = ? and t.value = ? limit ?;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, max(v.version) as newest from model_versions v where +v.workspace = 'default' and v.name in (select value from json_each(?)) and v.current_stage <> 'Deleted_Internal' group by v.name, v.current_stage order by v.name, min(v.version);
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;

-- searchRuns
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0) from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ? limit ?;
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;

-- searchRuns: filter dataset.name = 'iris' AND dataset.context = 'training'
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0) from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ? limit ?;
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and ((exists (select 1 from inputs i where i.destination_type = 'RUN' and i.destination_id = r.run_uuid and i.source_type = 'DATASET' and exists (select 1 from datasets d where d.dataset_uuid = i.source_id and d.name = ?))) and (exists (select 1 from inputs i where i.destination_type = 'RUN' and i.destination_id = r.run_uuid and i.source_type = 'DATASET' and exists ( select 1 from input_tags t where t.input_uuid = i.input_uuid and t.name = 'mlflow.data.context' and t.value = ?)))) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and ((exists (select 1 from inputs i where i.destination_type = 'RUN' and i.destination_id = r.run_uuid and i.source_type = 'DATASET' and exists (select 1 from datasets d where d.dataset_uuid = i.source_id and d.name = ?))) and (exists (select 1 from inputs i where i.destination_type = 'RUN' and i.destination_id = r.run_uuid and i.source_type = 'DATASET' and exists ( select 1 from input_tags t where t.input_uuid = i.input_uuid and t.name = 'mlflow.data.context' and t.value = ?)))) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;

-- searchRuns: filter metrics.acc > 0.1
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0) from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid from latest_metrics e where e.key = ? and e.is_nan = ? and e.value > ? limit ?;
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ? limit ?;
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select r.run_uuid, r.run_uuid as k0 from json_each(?) as s cross join runs r where (+r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from json_each(?) as s cross join runs r where (+r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;

-- searchRuns: filter params.lr = '0.1'
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0) from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid from params e where e.key = ? and e.value = ? limit ?;
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ? limit ?;
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select r.run_uuid, r.run_uuid as k0 from json_each(?) as s cross join runs r where (+r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from json_each(?) as s cross join runs r where (+r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;

-- searchRuns: filter params.none IS NULL AND start_time BETWEEN 0 AND 9
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0) from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ? limit ?;
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and ((not exists (select 1 from params e where e.run_uuid = r.run_uuid and e.key = ?)) and (r.start_time between ? and ?)) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and ((not exists (select 1 from params e where e.run_uuid = r.run_uuid and e.key = ?)) and (r.start_time between ? and ?)) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;

-- searchRuns: filter run_name RLIKE '^s$' OR status IN ('FAILED')
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0) from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ? limit ?;
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select r.run_uuid, r.run_uuid as k0 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and ((tailrace_rlike(coalesce(nullif(r.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = r.run_uuid and named.key = 'mlflow.runName'), r.name), ?)) or (r.status in (select value from json_each(?)))) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and ((tailrace_rlike(coalesce(nullif(r.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = r.run_uuid and named.key = 'mlflow.runName'), r.name), ?)) or (r.status in (select value from json_each(?)))) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;

-- searchRuns: filter tags.team LIKE 'r%' AND NOT tags.owner ILIKE 'Y'
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0) from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid from tags e where e.key = ? and e.value like ? limit ?;
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ? limit ?;
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select r.run_uuid, r.run_uuid as k0 from json_each(?) as s cross join runs r where (+r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (not coalesce((exists (select 1 from tags e where e.run_uuid = r.run_uuid and e.key = ? and lower(+e.value) like lower(?))), false)) and (r.start_time is null) order by r.run_uuid limit ?;
select r.run_uuid, r.start_time as k0, r.run_uuid as k1 from json_each(?) as s cross join runs r where (+r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.run_uuid = s.value) and (not coalesce((exists (select 1 from tags e where e.run_uuid = r.run_uuid and e.key = ? and lower(+e.value) like lower(?))), false)) and (r.start_time is not null) order by r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;

-- searchRuns: order by attributes.end_time
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0) from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ? limit ?;
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select r.run_uuid, (r.start_time is null) as k0, r.start_time as k1, r.run_uuid as k2 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.end_time is null) order by (r.start_time is null), r.start_time desc nulls last, r.run_uuid limit ?;
select r.run_uuid, r.end_time as k0, (r.start_time is null) as k1, r.start_time as k2, r.run_uuid as k3 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (r.end_time is not null) order by r.end_time, (r.start_time is null), r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;

-- searchRuns: order by metrics.acc DESC
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0) from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ? limit ?;
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select r.run_uuid, (r.start_time is null) as k0, r.start_time as k1, r.run_uuid as k2 from runs r cross join latest_metrics m0 where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (m0.run_uuid = r.run_uuid and m0.key = ? and m0.is_nan = ?) order by (r.start_time is null), r.start_time desc nulls last, r.run_uuid limit ?;
select r.run_uuid, (r.start_time is null) as k0, r.start_time as k1, r.run_uuid as k2 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (not exists (select 1 from latest_metrics m where m.run_uuid = r.run_uuid and m.key = ?)) order by (r.start_time is null), r.start_time desc nulls last, r.run_uuid limit ?;
select r.run_uuid, m0.value as k0, (r.start_time is null) as k1, r.start_time as k2, r.run_uuid as k3 from runs r cross join latest_metrics m0 where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (m0.run_uuid = r.run_uuid and m0.key = ? and m0.is_nan = ?) order by m0.value desc, (r.start_time is null), r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;

-- searchRuns: order by params.lr, metrics.loss
select count(*) as n from (select 1 from runs where experiment_id in (select value from json_each(?)) limit 2001) as counted;
select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile from datasets where dataset_uuid in (select value from json_each(?));
select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0) from datasets where dataset_uuid in (select value from json_each(?));
select e.run_uuid, e.key, e.value from params e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value from tags e where e.run_uuid = ? limit ?;
select e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan from latest_metrics e where e.run_uuid = ? limit ?;
select input_uuid, name, value from input_tags where input_uuid in (select value from json_each(?));
select r.run_uuid, case when (select m1.value from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?) is null then 2 when (select m1.is_nan from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?) = ? then 1 else 0 end as k0, coalesce((select m1.value from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?), 0) as k1, (r.start_time is null) as k2, r.start_time as k3, r.run_uuid as k4 from runs r where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (not exists (select 1 from params m where m.run_uuid = r.run_uuid and m.key = ?)) order by case when (select m1.value from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?) is null then 2 when (select m1.is_nan from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?) = ? then 1 else 0 end, coalesce((select m1.value from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?), 0), (r.start_time is null), r.start_time desc nulls last, r.run_uuid limit ?;
select r.run_uuid, m0.value as k0, case when (select m1.value from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?) is null then 2 when (select m1.is_nan from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?) = ? then 1 else 0 end as k1, coalesce((select m1.value from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?), 0) as k2, (r.start_time is null) as k3, r.start_time as k4, r.run_uuid as k5 from runs r cross join params m0 where (r.experiment_id = ?) and (r.lifecycle_stage = ?) and (m0.run_uuid = r.run_uuid and m0.key = ? and m0.value is not null) order by m0.value, case when (select m1.value from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?) is null then 2 when (select m1.is_nan from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?) = ? then 1 else 0 end, coalesce((select m1.value from latest_metrics m1 where m1.run_uuid = r.run_uuid and m1.key = ?), 0), (r.start_time is null), r.start_time desc nulls last, r.run_uuid limit ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
select source_type, source_id, destination_id, input_uuid, step from inputs where destination_type = 'RUN' and destination_id = ? and source_type = 'DATASET' union all select source_type, source_id, destination_id, input_uuid, step from inputs where source_type = 'RUN_OUTPUT' and source_id = ?;

-- setExperimentTag
insert into experiment_tags (key, value, experiment_id) values (?, ?, ?) on conflict (key, experiment_id) do update set value = excluded.value;
select experiment_id, artifact_location, lifecycle_stage from experiments where experiment_id = ?;

-- setLoggedModelTags
insert into logged_model_tags (model_id, experiment_id, tag_key, tag_value) values (?, ?, ?, ?) on conflict (model_id, tag_key) do update set tag_value = excluded.tag_value;
select experiment_id from logged_models where model_id = ?;

-- setModelVersionTag
insert into model_version_tags (workspace, name, version, key, value) values (?, ?, ?, ?, ?) on conflict (workspace, key, name, version) do update set value = excluded.value;
select v.source, v.run_id, v.storage_location from registered_models m join model_versions v on v.workspace = m.workspace and v.name = m.name where m.workspace = 'default' and m.name = ? and v.version = ? and v.current_stage <> 'Deleted_Internal';

-- setRegisteredModelAlias
insert into registered_model_aliases (workspace, name, alias, version) values ('default', ?, ?, ?) on conflict (workspace, name, alias) do update set version = excluded.version;
select v.source, v.run_id, v.storage_location from registered_models m join model_versions v on v.workspace = m.workspace and v.name = m.name where m.workspace = 'default' and m.name = ? and v.version = ? and v.current_stage <> 'Deleted_Internal';

-- setRegisteredModelTag
insert into registered_model_tags (workspace, name, key, value) values (?, ?, ?, ?) on conflict (workspace, key, name) do update set value = excluded.value;
select name from registered_models where workspace = 'default' and name = ?;

-- setTag
insert into tags (key, value, run_uuid) values (?, ?, ?) on conflict (key, run_uuid) do update set value = excluded.value;
select experiment_id, lifecycle_stage from runs where run_uuid = ?;

-- summarizeExperiments
select experiment_id from experiments where experiment_id in (select value from json_each(?));
select experiment_id, count(*), sum(status = 'RUNNING'), sum(status = 'FAILED' and coalesce(end_time, start_time) > ?), max(start_time), max(end_time), json_group_array(user_id) from runs where experiment_id in (select value from json_each(?)) and lifecycle_stage = 'active' group by experiment_id;
select experiment_id, value from experiment_tags where key = 'tailrace.primaryMetric' and experiment_id in (select value from json_each(?));
select experiment_id, value, run_uuid from ( select r.experiment_id, m.value, m.run_uuid, row_number() over (partition by r.experiment_id order by m.value desc, r.start_time desc, m.run_uuid) as place from runs r cross join latest_metrics m on m.run_uuid = r.run_uuid and m.key = ? and m.is_nan = ? where r.experiment_id in (select value from json_each(?)) and r.lifecycle_stage = 'active' ) as ranked where place = 1;
select r.experiment_id, m.key, count(*) as runs from runs r cross join latest_metrics m where r.run_uuid in (select value from json_each(?)) and m.run_uuid = r.run_uuid and m.key not like 'system/%' group by r.experiment_id, m.key order by runs desc, m.key;
select r.run_uuid from json_each(?) as e cross join runs r where r.run_uuid in (select run_uuid from runs where experiment_id = e.value and lifecycle_stage = 'active' order by start_time desc, run_uuid limit 20);
with ahead as materialized ( select value, run_uuid from latest_metrics where key = ? and is_nan = ? order by value desc limit ?) select experiment_id, value, run_uuid, (select min(value) from ahead), (select count(*) from ahead) from ( select r.experiment_id, m.value, m.run_uuid, row_number() over (partition by r.experiment_id order by m.value desc, r.start_time desc, m.run_uuid) as place from ahead m cross join runs r where r.run_uuid = m.run_uuid and r.lifecycle_stage = 'active' and r.experiment_id in (select value from json_each(?)) ) as ranked where place = 1;

-- summarizeExperiments: newest
select experiment_id from experiments where lifecycle_stage = 'active' order by last_update_time is null, last_update_time desc, experiment_id limit ?;
select experiment_id, count(*), sum(status = 'RUNNING'), sum(status = 'FAILED' and coalesce(end_time, start_time) > ?), max(start_time), max(end_time), json_group_array(user_id) from runs where experiment_id in (select value from json_each(?)) and lifecycle_stage = 'active' group by experiment_id;
select experiment_id, value from experiment_tags where key = 'tailrace.primaryMetric' and experiment_id in (select value from json_each(?));
select experiment_id, value, run_uuid from ( select r.experiment_id, m.value, m.run_uuid, row_number() over (partition by r.experiment_id order by m.value desc, r.start_time desc, m.run_uuid) as place from runs r cross join latest_metrics m on m.run_uuid = r.run_uuid and m.key = ? and m.is_nan = ? where r.experiment_id in (select value from json_each(?)) and r.lifecycle_stage = 'active' ) as ranked where place = 1;
select r.experiment_id, m.key, count(*) as runs from runs r cross join latest_metrics m where r.run_uuid in (select value from json_each(?)) and m.run_uuid = r.run_uuid and m.key not like 'system/%' group by r.experiment_id, m.key order by runs desc, m.key;
select r.run_uuid from json_each(?) as e cross join runs r where r.run_uuid in (select run_uuid from runs where experiment_id = e.value and lifecycle_stage = 'active' order by start_time desc, run_uuid limit 20);
with ahead as materialized ( select value, run_uuid from latest_metrics where key = ? and is_nan = ? order by value desc limit ?) select experiment_id, value, run_uuid, (select min(value) from ahead), (select count(*) from ahead) from ( select r.experiment_id, m.value, m.run_uuid, row_number() over (partition by r.experiment_id order by m.value desc, r.start_time desc, m.run_uuid) as place from ahead m cross join runs r where r.run_uuid = m.run_uuid and r.lifecycle_stage = 'active' and r.experiment_id in (select value from json_each(?)) ) as ranked where place = 1;

-- transitionModelVersionStage
select t.name, t.version, t.alias from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join registered_model_aliases t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.alias;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;
select v.source, v.run_id, v.storage_location from registered_models m join model_versions v on v.workspace = m.workspace and v.name = m.name where m.workspace = 'default' and m.name = ? and v.version = ? and v.current_stage <> 'Deleted_Internal';
update model_versions set current_stage = 'Archived', last_updated_time = ? where workspace = 'default' and name = ? and current_stage = ? and version <> ?;
update model_versions set current_stage = ?, last_updated_time = ? where workspace = 'default' and name = ? and version = ? and current_stage <> 'Deleted_Internal';
update registered_models set last_updated_time = ? where workspace = 'default' and name = ?;

-- updateExperiment
select 1 as taken from experiments where name = ? and experiment_id <> ?;
select experiment_id, artifact_location, lifecycle_stage from experiments where experiment_id = ?;
update experiments set name = ?, last_update_time = ? where experiment_id = ?;

-- updateModelVersion
select t.name, t.version, t.alias from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join registered_model_aliases t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.alias;
select t.name, t.version, t.key, coalesce(t.value, '') as value from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_version_tags t on t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number order by wanted.position, t.key;
select v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id, v.status, v.status_message, v.run_link from (select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)) as wanted cross join model_versions v on v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number where v.current_stage <> 'Deleted_Internal' order by wanted.position;
update model_versions set description = ?, last_updated_time = ? where workspace = 'default' and name = ? and version = ? and current_stage <> 'Deleted_Internal';

-- updateRegisteredModel
select m.name, m.creation_time, m.last_updated_time, m.description from (select value, key as position from json_each(?)) as wanted cross join registered_models m on m.workspace = 'default' and m.name = wanted.value order by wanted.position;
select name, alias, version from registered_model_aliases where workspace = 'default' and name in (select value from json_each(?)) order by name, alias;
select name, key, coalesce(value, '') as value from registered_model_tags where workspace = 'default' and name in (select value from json_each(?)) order by name, key;
select v.name, max(v.version) as newest from model_versions v where +v.workspace = 'default' and v.name in (select value from json_each(?)) and v.current_stage <> 'Deleted_Internal' group by v.name, v.current_stage order by v.name, min(v.version);
update registered_models set description = ?, last_updated_time = ? where workspace = 'default' and name = ?;

-- updateRun
insert into tags (key, value, run_uuid) values (?, ?, ?) on conflict (key, run_uuid) do update set value = excluded.value;
select experiment_id, lifecycle_stage from runs where run_uuid = ?;
select run_uuid, coalesce(nullif(runs.name, ''), (select nullif(named.value, '') from tags named where named.run_uuid = runs.run_uuid and named.key = 'mlflow.runName'), runs.name), experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where run_uuid = ?;
update runs set name = ? where run_uuid = ?;
update runs set status = coalesce(?, status), end_time = coalesce(?, end_time) where run_uuid = ?;

-- updateView
select view_id, name, kind, experiment_ids, state, is_default, creation_time, last_update_time from tailrace_views where view_id = ?;
update tailrace_views set name = ?, state = ?, is_default = ?, last_update_time = ? where view_id = ?;

-- updateView: another default
select view_id, name, kind, experiment_ids, state, is_default, creation_time, last_update_time from tailrace_views where kind = ? order by view_id;
select view_id, name, kind, experiment_ids, state, is_default, creation_time, last_update_time from tailrace_views where view_id = ?;
update tailrace_views set is_default = ? where view_id = ?;
update tailrace_views set name = ?, state = ?, is_default = ?, last_update_time = ? where view_id = ?;

-- updateView: default
select view_id, name, kind, experiment_ids, state, is_default, creation_time, last_update_time from tailrace_views where kind = ? order by view_id;
select view_id, name, kind, experiment_ids, state, is_default, creation_time, last_update_time from tailrace_views where view_id = ?;
update tailrace_views set name = ?, state = ?, is_default = ?, last_update_time = ? where view_id = ?;
