//! The parts of libphonenumber's `phonemetadata.proto` that are read.

#![allow(missing_docs)]

use prost::Message;

#[derive(Clone, PartialEq, Message)]
pub struct NumberFormat {
    #[prost(string, required, tag = "1")]
    pub pattern: String,
    #[prost(string, required, tag = "2")]
    pub format: String,
    #[prost(string, repeated, tag = "3")]
    pub leading_digits_pattern: Vec<String>,
    #[prost(string, optional, tag = "4")]
    pub national_prefix_formatting_rule: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub struct PhoneNumberDesc {
    #[prost(string, optional, tag = "2")]
    pub national_number_pattern: Option<String>,
    #[prost(string, optional, tag = "6")]
    pub example_number: Option<String>,
    #[prost(int32, repeated, packed = "false", tag = "9")]
    pub possible_length: Vec<i32>,
    #[prost(int32, repeated, packed = "false", tag = "10")]
    pub possible_length_local_only: Vec<i32>,
}

#[derive(Clone, PartialEq, Message)]
pub struct PhoneMetadata {
    #[prost(message, optional, tag = "1")]
    pub general_desc: Option<PhoneNumberDesc>,
    #[prost(message, optional, tag = "2")]
    pub fixed_line: Option<PhoneNumberDesc>,
    #[prost(message, optional, tag = "3")]
    pub mobile: Option<PhoneNumberDesc>,
    #[prost(message, optional, tag = "4")]
    pub toll_free: Option<PhoneNumberDesc>,
    #[prost(message, optional, tag = "5")]
    pub premium_rate: Option<PhoneNumberDesc>,
    #[prost(message, optional, tag = "6")]
    pub shared_cost: Option<PhoneNumberDesc>,
    #[prost(message, optional, tag = "7")]
    pub personal_number: Option<PhoneNumberDesc>,
    #[prost(message, optional, tag = "8")]
    pub voip: Option<PhoneNumberDesc>,
    #[prost(message, optional, tag = "21")]
    pub pager: Option<PhoneNumberDesc>,
    #[prost(message, optional, tag = "25")]
    pub uan: Option<PhoneNumberDesc>,
    #[prost(message, optional, tag = "28")]
    pub voicemail: Option<PhoneNumberDesc>,
    #[prost(string, required, tag = "9")]
    pub id: String,
    #[prost(int32, optional, tag = "10")]
    pub country_code: Option<i32>,
    #[prost(string, optional, tag = "11")]
    pub international_prefix: Option<String>,
    #[prost(string, optional, tag = "15")]
    pub national_prefix_for_parsing: Option<String>,
    #[prost(string, optional, tag = "16")]
    pub national_prefix_transform_rule: Option<String>,
    #[prost(bool, optional, tag = "18")]
    pub same_mobile_and_fixed_line_pattern: Option<bool>,
    #[prost(message, repeated, tag = "19")]
    pub number_format: Vec<NumberFormat>,
    #[prost(message, repeated, tag = "20")]
    pub intl_number_format: Vec<NumberFormat>,
    #[prost(bool, optional, tag = "22")]
    pub main_country_for_code: Option<bool>,
    #[prost(string, optional, tag = "23")]
    pub leading_digits: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub struct PhoneMetadataCollection {
    #[prost(message, repeated, tag = "1")]
    pub metadata: Vec<PhoneMetadata>,
}
